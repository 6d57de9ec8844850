"""A feed is well-formed, whatever people have written."""

import xml.etree.ElementTree as ET
from datetime import UTC, datetime

from app.domain.feeds import Entry, write_rss


def test_every_text_comes_back_and_what_xml_cannot_hold_is_marked() -> None:
    odd = 'a <b> & "c" ]]> \x0b \ufffe 🙂'
    at = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
    entry = Entry("p:1", odd, "https://x/?a=1&b=2", f"<p>{odd}</p>", odd, odd, at)
    written = write_rss(odd, "https://x", odd, "ja", [entry])
    channel = ET.fromstring(written).find("channel")  # noqa: S314  ours
    assert channel is not None
    whole = odd.replace("\x0b", "\ufffd").replace("\ufffe", "\ufffd")
    assert channel.findtext("title") == whole
    assert channel.findtext("item/description") == f"<p>{whole}</p>"
    assert channel.findtext("item/link") == "https://x/?a=1&b=2"
    assert channel.findtext("item/pubDate") == "Fri, 02 Jan 2026 03:04:05 +0000"
    guid = channel.find("item/guid")
    assert guid is not None
    assert (guid.text, guid.get("isPermaLink")) == ("p:1", "false")
