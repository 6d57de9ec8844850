"""Times in words: what the browser says next is as long, and mostly the same."""

from datetime import UTC, datetime, timedelta

import pytest

from app.clock import now
from app.languages import speaking
from app.pages.times import say_ago, say_time

AT = datetime(2026, 1, 3, 14, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        # the same as in tests/js/pure.test.mjs
        (20, "just now"),
        (50, "1m ago"),
        (150, "3m ago"),
        (10_799, "3h ago"),
        (90_000, "1d ago"),
        (-7200, "in 2h"),
        (-260_000, "in 3d"),
    ],
)
def test_how_long_ago_is_said_as_the_browser_says_it(seconds: int, words: str) -> None:
    assert say_ago(AT, AT + timedelta(seconds=seconds)) == words


def test_a_date_is_written_as_the_language_writes_it() -> None:
    assert say_time(AT, "ago") == "Jan 3, 2026"
    assert say_time(AT, "full") == "Jan 3, 2026, 02:05 PM"
    with speaking("ja"):
        assert say_time(AT, "date") == "2026年1月3日"
        assert say_time(AT, "full") == "2026年1月3日 14:05"
        assert say_time(now() - timedelta(hours=2), "ago") == "2時間前"
