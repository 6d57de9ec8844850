"""What kind of file this is, told from its beginning: format, encoding, delimiter."""

import re
from dataclasses import dataclass

from app.errors import Invalid
from app.languages import mark, say

HEAD_BYTES = 65_536
FORMATS = ("auto", "csv", "jsonl")
DELIMITERS = (",", ";", "\t")
BOM = b"\xef\xbb\xbf"
_MAGIC = {
    b"PK\x03\x04": mark("a zip archive or a spreadsheet; save the sheet as CSV"),
    b"\x1f\x8b": mark("compressed with gzip; unpack it first"),
    b"PAR1": mark("a Parquet file"),
    b"\x89PNG": mark("a picture"),
    b"\xff\xd8\xff": mark("a picture"),
    b"GIF8": mark("a picture"),
    b"RIFF": mark("a media file"),
    b"%PDF": mark("a PDF"),
    b"SQLite format 3": mark("a database"),
    b"\xd0\xcf\x11\xe0": mark("an old spreadsheet; save the sheet as CSV"),
}


@dataclass(frozen=True, slots=True)
class FileFormat:
    """`start` is where the text begins, after a byte order mark. `delimiter` is for CSV."""

    format: str
    start: int = 0
    delimiter: str = ","


def detect_format(head: bytes, filename: str = "", wanted: str = "auto") -> FileFormat:
    """The format of a file that begins with `head`. Raises Invalid for what no row can be read
    from: nothing of it is kept then."""
    if wanted not in FORMATS:
        raise Invalid(say("The format is one of: %(all)s.", all=", ".join(FORMATS)), field="format")
    _refuse_binary(head)
    start = len(BOM) if head.startswith(BOM) else 0
    text = head[start:].decode("utf-8", "replace")
    if not text.strip():
        raise Invalid(say("The file is empty."), field="file")
    if wanted == "auto":
        wanted = _guess(text, filename)
    if wanted == "jsonl":
        if text.lstrip().startswith("["):
            why = say(
                "This is one JSON list. JSONL has one object per line, without brackets around."
            )
            raise Invalid(why, field="file")
        return FileFormat("jsonl", start)
    return FileFormat("csv", start, _delimiter(text))


def _guess(text: str, filename: str) -> str:
    ending = filename.rsplit(".", 1)[-1].lower()
    if ending in ("jsonl", "ndjson", "json"):
        return "jsonl"
    if ending in ("csv", "tsv"):
        return "csv"
    return "jsonl" if text.lstrip()[:1] in ("{", "[") else "csv"


def _refuse_binary(head: bytes) -> None:
    if head.startswith((b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")):
        raise Invalid(say("The file is UTF-16 or UTF-32; save it as UTF-8."), field="file")
    for magic, what in _MAGIC.items():
        if head.startswith(magic):
            raise Invalid(
                say("The file is %(what)s; it has no rows of text.", what=say(what)), field="file"
            )
    zeros = head.count(0)
    # UTF-16 without a mark: every other byte of plain text is zero
    if zeros * 10 > len(head) * 3 and len(head) > 1:
        raise Invalid(say("The file looks like UTF-16; save it as UTF-8."), field="file")
    control = len(re.findall(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]", head))
    # U+FFFD is three bytes: what could not be decoded, counted without keeping it
    broken = head.decode("utf-8", "replace").count("�") - head.count("�".encode())
    if (control + broken) * 10 > len(head):
        raise Invalid(say("The file is binary or not UTF-8; it has no rows of text."), field="file")


def _delimiter(text: str) -> str:
    """The one of , ; and tab that the header has most of, outside quotes."""
    header = re.sub(r'"(?:[^"]|"")*"', "", text).lstrip("\r\n").split("\n", 1)[0]
    return max(DELIMITERS, key=header.count)
