"""Pictures drawn anew: what an uploaded file shows, without anything else that it holds."""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.errors import Invalid
from app.languages import mark, say
from app.later import Later

if TYPE_CHECKING:
    import puremagic
    from PIL import Image, ImageOps
else:
    Image, ImageOps = Later("PIL.Image"), Later("PIL.ImageOps")
    puremagic = Later("puremagic")

FORMATS = {"PNG": "image/png", "JPEG": "image/jpeg", "WEBP": "image/webp", "GIF": "image/gif"}
THUMBNAIL = (320, 320)
MOVES = mark(
    "This picture moves, and only its first frame could be kept. Send one that stands still."
)


class NoPicture(Invalid):
    """The file is by its content no picture of the kinds that are taken."""


@dataclass(frozen=True, slots=True)
class Redrawn:
    """A picture as it is stored, and a small one of it (PNG or JPEG, at most 320 by 320, or as
    large as was asked for)."""

    data: bytes
    media_type: str
    width: int
    height: int
    digest: str
    thumbnail: bytes


def redraw(
    raw: bytes, *, pixels: int, small: tuple[int, int] = THUMBNAIL, still: bool = False
) -> Redrawn:
    """Decode the file and encode it again, upright; metadata and whatever was appended are gone.

    Of a moving picture the first frame is kept, or with `still` it is refused. Raises Invalid for
    anything that is not by its content a png, jpeg, webp or gif of at most `pixels` pixels.
    """
    try:
        if puremagic.from_string(raw, mime=True) not in FORMATS.values():
            raise NoPicture(say("A picture is a png, jpeg, webp or gif."), field="file")
        return _draw(raw, pixels, small, still=still)
    except puremagic.PureError as why:
        raise NoPicture(say("A picture is a png, jpeg, webp or gif."), field="file") from why
    except (OSError, SyntaxError, ValueError) as why:
        raise Invalid(say("This file is no whole png, jpeg, webp or gif."), field="file") from why
    except Image.DecompressionBombError as why:
        raise Invalid(_too_many(pixels), field="file") from why


def _draw(raw: bytes, pixels: int, small: tuple[int, int], *, still: bool) -> Redrawn:
    with Image.open(io.BytesIO(raw), formats=list(FORMATS)) as head:
        # the size stands in the header: nothing is decoded before it is known to be bearable
        if head.width * head.height > pixels:
            raise Invalid(_too_many(pixels), field="file")
        # what phones append to a jpeg (a depth map, a second view) makes it several in one
        kind = "JPEG" if head.format == "MPO" else head.format or ""
        if still and kind != "JPEG" and getattr(head, "n_frames", 1) > 1:
            raise Invalid(say(MOVES), field="file")
        head.verify()
    with Image.open(io.BytesIO(raw), formats=[kind]) as opened:
        upright = ImageOps.exif_transpose(opened)
        stored = "PNG" if kind == "GIF" else kind
        drawn = _plain(upright, stored)
        data = _encode(drawn, stored)
        drawn.thumbnail(small)
        width, height = upright.size
        digest = hashlib.sha256(data).hexdigest()
        thumbnail = _encode(drawn, "JPEG" if stored == "JPEG" else "PNG")
        return Redrawn(data, FORMATS[stored], width, height, digest, thumbnail)


def _plain(image: Image.Image, kind: str) -> Image.Image:
    """A copy of the pixels alone."""
    has_alpha = "A" in image.getbands() or "transparency" in image.info
    return image.convert("RGBA" if has_alpha and kind != "JPEG" else "RGB")


def _encode(image: Image.Image, kind: str) -> bytes:
    out = io.BytesIO()
    clean = Image.new(image.mode, image.size)
    clean.paste(image)
    clean.save(out, kind, **({"quality": 90} if kind in ("JPEG", "WEBP") else {}))
    return out.getvalue()


def _too_many(pixels: int) -> str:
    return say("A picture has at most %(pixels)s pixels.", pixels=f"{pixels:,}")
