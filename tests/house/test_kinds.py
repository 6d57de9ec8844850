"""Kinds of events: each is told by an action, and shown live or known to be silent."""

import re

from app.gate.reckonings import RECIPES
from app.live.feed import RENDERED, SILENT
from app.records.kinds import KINDS
from tests.house.tree import files, report, text


def test_every_kind_of_event_is_rendered_or_silent() -> None:
    rendered, silent = set(RENDERED), set(SILENT)
    assert not KINDS - rendered - silent, report(sorted(KINDS - rendered - silent))
    assert not (rendered | silent) - KINDS, report(sorted((rendered | silent) - KINDS))
    assert not rendered & silent, report(sorted(rendered & silent))


def told_in(source: str) -> set[str]:
    """The kinds that a piece of code names: whole, or as f"noun.{verb}" beside the verb."""
    words = set(re.findall(r"[\"']([a-z]+\.[a-z_]+)[\"']", source))
    verbs = set(re.findall(r"[\"']([a-z_]+)[\"']", source))
    nouns = re.findall(r"f[\"']([a-z]+)\.\{", source)
    return words | {f"{noun}.{verb}" for noun in nouns for verb in verbs}


def test_every_kind_of_event_is_told_by_some_action() -> None:
    told = set().union(*(told_in(text(path)) for path in files(".py", "app/actions")))
    assert not KINDS - told, report(sorted(KINDS - told))


def test_what_makes_figures_stale_can_happen() -> None:
    waited_for = {kind for recipe in RECIPES.values() for kind in recipe.kinds}
    assert not waited_for - KINDS, report(sorted(waited_for - KINDS))


def test_a_kind_put_together_is_told() -> None:
    assert told_in('tell(db, f"question.{state}", "answered")') == {"question.answered"}
