"""The browser and the theatre of every journey: once here, or each file would start a Chromium."""

from tests.journeys.stage import browser, theatre

__all__ = ["browser", "theatre"]
