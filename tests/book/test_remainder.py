"""The labels that a relabel's report names: all of them, none behind an edge that nobody sees."""

import re
from types import SimpleNamespace

import pytest

from app.clock import new_id
from app.pages.render import render
from app.queries.effects import Contradiction


def report(listed: int, all_of_them: int) -> str:
    """The part of the report about labels that still contradict."""
    rows = tuple(Contradiction(f"T{n}", new_id(), "lin", "Lin", "no") for n in range(listed))
    effect = SimpleNamespace(
        ruled="yes", contradicting=rows, contradicting_after=all_of_them, contradicting_before=None
    )
    view = SimpleNamespace(effect=effect, answers={})
    return render("relabels/remainder.html", {"view": view, "root": "/projects/hate"})


@pytest.mark.parametrize(
    ("listed", "all_of_them", "folded", "first"),
    [(0, 0, 0, 0), (23, 23, 0, 0), (50, 50, 0, 0), (61, 61, 11, 0), (5000, 7000, 4950, 5000)],
)
def test_every_label_is_there_or_counted(
    listed: int, all_of_them: int, folded: int, first: int
) -> None:
    html = report(listed, all_of_them)
    assert html.count("<td><a href=") == listed
    shown, _, rest = html.partition("<details")
    assert shown.count("<td><a href=") == listed - folded
    assert (f"Show the other {folded:,}" in rest) is bool(folded)
    assert re.findall(r"Only the first ([\d,]+) are", html) == ([f"{first:,}"] if first else [])
