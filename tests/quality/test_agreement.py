"""Agreement after a real import: the published figures, by API and page."""

import pytest

from tests.cast import World
from tests.imports.files import HATE, export, lines, send
from tests.quality.crowds import ask, crowd, import_crowd, textbook


def measures(told: dict[str, list[dict[str, dict[str, float]]]]) -> dict[str, float]:
    """The measures by name."""
    return {str(each["name"]): each["estimate"]["value"] for each in told["measures"]}


async def test_krippendorffs_own_example(world: World) -> None:
    observers = textbook("krippendorff2011_C")["ratings_by_observer"]
    rows = [
        (f"u{unit}", f"o{who}", str(value))
        for who, ratings in enumerate(observers)
        for unit, value in enumerate(ratings)
        if value is not None
    ]
    await import_crowd(world, "12345", rows, kind="rating")
    told = await ask(world, "agreement")
    found = measures(told)
    assert found["nominal"] == pytest.approx(0.743, abs=0.0005)
    assert found["ordinal"] == pytest.approx(0.815, abs=0.0005)
    assert found["interval"] == pytest.approx(0.849, abs=0.0005)
    assert "few" not in told["warnings"]  # words, not names
    assert told["tasks"] == 11
    page = await world.client("rui", browser=True).get("/projects/hate/quality")
    assert all(number in page.text for number in ("0.743", "0.815", "0.849"))


async def test_what_fleiss_prints(world: World) -> None:
    rows = [
        (f"f{patient}", f"r{seat}", str(value))
        for patient, counts in enumerate(textbook("fleiss1971")["counts"])
        for seat, value in enumerate(v for v, count in enumerate(counts) for _ in range(count))
    ]
    await import_crowd(world, "01234", rows)
    assert measures(await ask(world, "agreement"))["fleiss"] == pytest.approx(0.430, abs=0.0005)


async def test_what_cohen_prints(world: World) -> None:
    both = [
        (f"c{a}{b}{n}", who, str(value))
        for a, row in enumerate(textbook("cohen1960")["confusion"])
        for b, count in enumerate(row)
        for n in range(count)
        for who, value in (("first", a), ("second", b))
    ]
    await import_crowd(world, "012", both)
    told = await ask(world, "agreement")
    (pair,) = told["pairs"]
    assert pair["tasks"] == 200
    assert pair["percent"] == pytest.approx(0.7)
    assert pair["kappa"] == pytest.approx(0.4915, abs=0.0005)
    assert "0.492" in (await world.client("lea", browser=True).get("/projects/hate/quality")).text


async def test_alpha_of_a_real_crowd(world: World) -> None:
    rows = crowd("hatexplain_val")
    await import_crowd(world, ["normal", "offensive", "hatespeech"], rows)
    told = await ask(world, "agreement")
    found = next(each["estimate"] for each in told["measures"] if each["name"] == "nominal")
    assert found["value"] == pytest.approx(0.5045, abs=0.00005)
    assert 0.45 < found["low"] < found["value"] < found["high"] < 0.56
    assert (told["tasks"], told["labels"]) == (1922, 5766)


async def test_what_a_figure_does_not_tell_of_yet_is_said(world: World) -> None:
    rows = [(f"t{n}", who, "a" if n % 3 else "b") for n in range(40) for who in ("p", "q")]
    await import_crowd(world, "ab", rows)
    before = await ask(world, "agreement")
    assert measures(before)["nominal"] == 1
    late = b"item_id,annotator,label\nt0,late,a\nt1,late,b\n"
    await send(world, late, "labels")
    told = (await world.client("lea").get(f"{HATE}/quality/agreement")).json()
    assert told["measures"] == before["measures"]  # it rests a while, and says so
    assert (told["standing"]["since"], told["standing"]["is_stale"]) == (2, True)
    page = await world.client("lea", browser=True).get("/projects/hate/quality")
    assert "2 labels came since; they are not in it." in page.text


async def test_whoever_may_not_see_others_answers_sees_no_agreement(world: World) -> None:
    for path in (f"{HATE}/quality/agreement", f"{HATE}/quality/slices?field=x"):
        for name in ("lin", "vic", "eve"):
            assert (await world.client(name).get(path)).status_code == 404
    assert (await world.client("lea").get(f"{HATE}/quality/slices?field=x")).status_code == 404
    assert world.app.state.figures._tasks == {}


async def test_each_of_several_dimensions_has_its_own_agreement(world: World) -> None:
    answers = {
        "kind": "dimensions",
        "dimensions": [
            {"name": "relevant", "label": "Relevant", "kind": "rating", "lowest": 1, "highest": 5},
            {"name": "tone", "label": "Tone", "kind": "choice", "options": ["kind", "rude"]},
        ],
    }
    changed = await world.client("lea").patch(HATE, json={"answers": answers, "overlap": 9})
    assert changed.status_code == 201, changed.text
    await send(world, lines(*({"id": f"t{n}", "text": "x"} for n in range(40))), "tasks")
    tones = ("kind", "rude")
    rows = [
        {
            "item_id": f"t{n}",
            "annotator": who,
            "answer": {"relevant": 1 + n % 5, "tone": tones[(n + turn * n // 3) % 2]},
        }
        for n in range(40)
        for turn, who in enumerate(("p", "q"))
    ]
    report = await send(world, lines(*rows), "labels")
    assert report["importing"]["rows_kept"] == 80, report
    first = await ask(world, "agreement")
    assert (first["dimension"], first["dimensions"][1]) == ("relevant", ["tone", "Tone"])
    assert measures(first)["ordinal"] == 1
    second = await ask(world, "agreement?dimension=tone")
    assert "ordinal" not in measures(second)
    assert measures(second)["nominal"] < 0.9
    assert [each["words"] for each in second["answers"]] == ["kind", "rude"]
    people = await ask(world, "labelers?dimension=tone")
    assert {each["labels"] for each in people["people"]} == {40}
    halfway = await export(world, "consensus")
    assert {each["dawid_skene"] for each in halfway} == {None}  # relevance was not reckoned yet
    await ask(world, "labelers")
    whole = {each["external_id"]: each for each in await export(world, "consensus")}
    agreed = whole["t2"]
    assert agreed["majority"] == agreed["mace"] == '{"relevant":"3","tone":"kind"}'
    assert 0.5 < agreed["mace_probability"] <= 1
    assert (whole["t3"]["majority"], whole["t3"]["tied"]) == ('{"relevant":"4"}', True)
    page = await world.client("lea", browser=True).get("/projects/hate/quality?dimension=tone")
    assert 'aria-current="page">Tone' in page.text
    unknown = await world.client("lea").get(f"{HATE}/quality/agreement?dimension=nothing")
    assert unknown.status_code == 404
