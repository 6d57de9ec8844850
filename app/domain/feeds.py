"""A changelog as RSS 2.0: https://www.rssboard.org/rss-specification."""

import re
import xml.etree.ElementTree as ET  # nosec B405  it only writes: nothing of others is parsed
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime

MEDIA_TYPE = "application/rss+xml; charset=utf-8"
# what XML 1.0 cannot hold, however it is escaped
_UNWRITABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_CREATOR = "http://purl.org/dc/elements/1.1/"


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that is new. `id` never changes; `html` is what a reader shows."""

    id: str
    title: str
    link: str
    html: str
    author: str
    category: str
    at: datetime


def write_rss(title: str, link: str, about: str, language: str, entries: Iterable[Entry]) -> bytes:
    """The feed as a document in UTF-8. It does not name its own address, which is a secret."""
    ET.register_namespace("dc", _CREATOR)
    rss = ET.Element("rss", {"version": "2.0"})
    channel = ET.SubElement(rss, "channel")
    for name, text in (("title", title), ("link", link), ("description", about)):
        _add(channel, name, text)
    _add(channel, "language", language)
    _add(channel, "ttl", "60")
    for entry in entries:
        item = ET.SubElement(channel, "item")
        _add(item, "title", entry.title)
        _add(item, "link", entry.link)
        _add(item, "guid", entry.id, isPermaLink="false")
        _add(item, "pubDate", format_datetime(entry.at))
        _add(item, f"{{{_CREATOR}}}creator", entry.author)
        if entry.category:
            _add(item, "category", entry.category)
        _add(item, "description", entry.html)
    written: bytes = ET.tostring(rss, encoding="utf-8", xml_declaration=True)
    return written


def _add(parent: ET.Element, name: str, text: str, **attributes: str) -> None:
    ET.SubElement(parent, name, attributes).text = _UNWRITABLE.sub("\ufffd", text)
