"""Files beside messages: what one holds, told from its content, and what it may be called."""

import hashlib
import re
from dataclasses import dataclass
from pathlib import PurePath

from app.domain.pictures import FORMATS, NoPicture, redraw
from app.domain.texts import excerpt
from app.errors import Invalid
from app.languages import mark, say

MOST = 10  # beside one message
SMALL = (480, 480)
PICTURES = frozenset(FORMATS.values())
ENDINGS = {
    "image/png": (".png",),
    "image/jpeg": (".jpg", ".jpeg"),
    "image/webp": (".webp",),
    "image/gif": (".gif",),
    "application/pdf": (".pdf",),
    "text/plain": (".txt", ".md", ".log"),
    "text/csv": (".csv",),
}
NONE_OF_THEM = mark(
    "This is none of the files taken. "
    "Files can be png, jpeg, webp, gif (standing still), pdf, txt or csv."
)
MARKED_UP = mark(
    "Web pages and drawings in markup are not taken. "
    "Files can be png, jpeg, webp, gif (standing still), pdf, txt or csv."
)
MISNAMED = mark(
    "Its name says %(name)s, its content is %(kind)s. Give it the name of what it is, or send the "
    "file that was meant."
)
# What a browser could take for a page, whatever it is called.
_MARKUP = re.compile(r"\ufeff?\s*<(?:!doctype|!--|\?xml|html|head|body|script|svg)", re.IGNORECASE)
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f\x7f]")
_UNNAMED = re.compile(r"[\x00-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Checked:
    """A file as it is stored: a picture drawn anew with a small one of it, or the very bytes."""

    data: bytes
    media_type: str
    digest: str
    width: int | None = None
    height: int | None = None
    thumbnail: bytes | None = None


def check_file(raw: bytes, name: str, *, pixels: int) -> Checked:
    """Tell from its content what a file is. Its name only tells csv from other text.

    Raises Invalid for anything that is not wholly one of the kinds taken, and for what is called
    another kind than it is; one picture may be called another.
    """
    checked = _check(raw, name, pixels)
    called = next((kind for kind, ends in ENDINGS.items() if name.lower().endswith(ends)), None)
    if called and _family(called) != _family(checked.media_type):
        kinds = {"name": PurePath(name).suffix[1:], "kind": ENDINGS[checked.media_type][0][1:]}
        raise Invalid(say(MISNAMED, **kinds), field="file")
    return checked


def _family(kind: str) -> str:
    return kind if kind == "application/pdf" else kind.partition("/")[0]


def _check(raw: bytes, name: str, pixels: int) -> Checked:
    if not raw:
        raise Invalid(say("This file is empty."), field="file")
    if raw.startswith(b"%PDF-"):
        if b"%%EOF" not in raw[-2048:]:
            raise Invalid(say("This pdf is not whole: its end is missing."), field="file")
        return Checked(raw, "application/pdf", _hash(raw))
    if _is_text(raw):
        kind = "text/csv" if name.lower().endswith(".csv") else "text/plain"
        return Checked(raw, kind, _hash(raw))
    try:
        drawn = redraw(raw, pixels=pixels, small=SMALL, still=True)
    except NoPicture as why:
        raise Invalid(say(NONE_OF_THEM), field="file") from why
    return Checked(
        drawn.data, drawn.media_type, drawn.digest, drawn.width, drawn.height, drawn.thumbnail
    )


def name_file(given: str, media_type: str) -> str:
    """The last part of the name as given, without what deceives the eye, with an ending that says
    what the file is."""
    last = PurePath(_UNNAMED.sub("", given).replace("\\", "/")).name
    clean = excerpt(last, 120).strip(". …") or "file"
    endings = ENDINGS[media_type]
    return clean if clean.lower().endswith(endings) else clean + endings[0]


def _is_text(raw: bytes) -> bool:
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        return False
    if _MARKUP.match(text):
        raise Invalid(say(MARKED_UP), field="file")
    return not _CONTROLS.search(text)


def _hash(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
