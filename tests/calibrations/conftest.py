"""Sessions are tested on the cast alone: no app, and nothing that runs by itself."""

from tests.actions.loop import world

__all__ = ["world"]
