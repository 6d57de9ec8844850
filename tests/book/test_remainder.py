"""The labels that a relabel's report names: all of them, none behind an edge that nobody sees."""

import re
from types import SimpleNamespace

import pytest

from app.clock import new_id
from app.pages.render import render
from app.queries.effects import Contradiction


def report(listed: int, all_of_them: int) -> str:
    """The part of the report about labels that still contradict."""
    rows = tuple(
        Contradiction(f"T{n}", new_id(), "a post", "lin", "Lin", "no", n) for n in range(listed)
    )
    effect = SimpleNamespace(ruled="yes", contradicting=rows, contradicting_made=all_of_them)
    made = SimpleNamespace(made=max(all_of_them, 1))
    view = SimpleNamespace(effect=effect, answers={}, progress=made)
    return render("relabels/remainder.html", {"view": view, "root": "/projects/hate"})


@pytest.mark.parametrize(
    ("listed", "all_of_them", "folded", "first"),
    [(0, 0, 0, 0), (23, 23, 0, 0), (50, 50, 0, 0), (61, 61, 11, 0), (5000, 7000, 4950, 5000)],
)
def test_every_label_is_there_or_counted(
    listed: int, all_of_them: int, folded: int, first: int
) -> None:
    html = report(listed, all_of_them)
    assert html.count("/threads/task:") == listed
    shown, _, rest = html.partition("<details")
    assert shown.count("/threads/task:") == listed - folded
    assert (f"Show the other {folded:,}" in rest) is bool(folded)
    assert re.findall(r"Only the first ([\d,]+) are", html) == ([f"{first:,}"] if first else [])
