"""The browser and the theatre of every journey: once here, or each file would start a Chromium."""

import pytest

from tests.journeys.stage import browser, theatre

__all__ = ["browser", "theatre"]


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What is about pages alone is played on SQLite: the pages know nothing of the database."""
    twice = [each for each in items if each.get_closest_marker("pages") and _is_second(each)]
    config.hook.pytest_deselected(items=twice)
    items[:] = [each for each in items if each not in set(twice)]


def _is_second(item: pytest.Item) -> bool:
    called = getattr(item, "callspec", None)
    return called is not None and called.params.get("dialect") == "postgresql"
