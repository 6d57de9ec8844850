"""What may stand beside a message: told by content, drawn anew, given out as nothing else."""

import io

import pytest
from PIL import Image

from tests.cast import World
from tests.talk.beside import FILES, key_of, picture, stored, upload

PLACE = b"GPS 52.5200, 13.4050"


@pytest.mark.parametrize(
    ("raw", "name", "kind", "called"),
    [
        (picture(), "a.png", "image/png", "a.png"),
        (picture(kind="JPEG"), "a.png", "image/jpeg", "a.png.jpg"),
        (picture(kind="WEBP"), "", "image/webp", "file.webp"),
        (picture(kind="GIF"), "a.gif", "image/png", "a.gif.png"),
        (b"%PDF-1.7\nx\n%%EOF\n", "../../p", "application/pdf", "p.pdf"),
        (b"a,b\n1,2\n", "t.CSV", "text/csv", "t.CSV"),
        ("Grüße".encode(), "evil.html", "text/plain", "evil.html.txt"),
        (b"words", "C:\\x\\ab\u202etxt.exe".encode().decode(), "text/plain", "abtxt.exe.txt"),
    ],
)
async def test_what_a_file_is_says_its_content(
    world: World, raw: bytes, name: str, kind: str, called: str
) -> None:
    told = (await upload(world, "lin", raw, name=name)).json()
    assert (told["media_type"], told["name"]) == (kind, called)


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        "\ufeff \n<!DOCTYPE html><p>".encode(),
        b"<!-- --><html>",
        b"<?xml version='1.0'?><svg/>",
        b"MZ\x90\x00\x03",
        b"PK\x03\x04 a zip",
        b"a\x00b",
        b"%PDF-1.7 cut off",
        picture()[:200],
        picture(kind="GIF", frames=3),
        picture(kind="WEBP", frames=3),
    ],
)
async def test_what_is_none_of_the_kinds_is_refused_with_words(world: World, raw: bytes) -> None:
    told = await upload(world, "lin", raw, name="a.png")
    assert told.status_code == 422
    assert len(told.json()["detail"]) > 15
    assert not stored(world)


async def test_what_is_called_another_kind_than_it_is_is_refused(world: World) -> None:
    for raw, name in ((b"words", "a.png"), (picture(), "a.csv"), (b"words", "a.PDF")):
        told = await upload(world, "lin", raw, name=name)
        assert told.status_code == 422, name
        assert f"Its name says {name[2:]}" in told.json()["detail"]
    zipped = await upload(world, "lin", b"PK\x03\x04 a zip", name="a.zip")
    assert "pdf, txt or csv" in zipped.json()["detail"]
    assert not stored(world)


async def test_a_picture_is_drawn_anew_without_its_metadata(world: World) -> None:
    exif = Image.Exif()
    exif[0x010E] = PLACE.decode()
    file = await key_of(world, "lin", picture(kind="JPEG", exif=exif) + b"<script>", name="a.jpg")
    whole = await world.client("lin").get(f"{FILES}/{file}")
    small = await world.client("lin").get(f"{FILES}/{file}?small=true")
    for got, size in ((whole, (1000, 500)), (small, (480, 240))):
        assert PLACE not in got.content
        assert b"<script>" not in got.content
        assert Image.open(io.BytesIO(got.content)).size == size


async def test_a_file_is_given_out_as_nothing_else(world: World) -> None:
    for raw, begin in ((picture(), "inline"), (b"words", "attachment")):
        file = await key_of(world, "lin", raw, name="a")
        for path, browser in ((f"{FILES}/{file}", False), (f"/projects/hate/files/{file}", True)):
            client = world.client("lin", browser=browser)
            got = await client.get(path)
            assert got.headers["content-security-policy"] == "sandbox; default-src 'none'"
            assert got.headers["x-content-type-options"] == "nosniff"
            assert got.headers["content-disposition"].startswith(begin)
            tag = {"if-none-match": got.headers["etag"]}
            assert (await client.get(path, headers=tag)).status_code == 304
    lea = world.client("lea")
    assert (await lea.get(f"{FILES}/{file}", headers=tag)).status_code == 404
