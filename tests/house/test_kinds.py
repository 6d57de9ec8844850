"""Kinds of events: each is told by an action, and shown live or known to be silent."""

import re

from app.live.feed import RENDERED, SILENT
from app.records.kinds import KINDS
from tests.house.tree import files, report, text


def test_every_kind_of_event_is_rendered_or_silent() -> None:
    rendered, silent = set(RENDERED), set(SILENT)
    assert not KINDS - rendered - silent, report(sorted(KINDS - rendered - silent))
    assert not (rendered | silent) - KINDS, report(sorted((rendered | silent) - KINDS))
    assert not rendered & silent, report(sorted(rendered & silent))


def test_every_kind_of_event_is_told_by_some_action() -> None:
    told = {
        kind
        for path in files(".py", "app/actions")
        for kind in re.findall(r"[\"']([a-z]+\.[a-z_]+)[\"']", text(path))
    }
    assert not KINDS - told, report(sorted(KINDS - told))
