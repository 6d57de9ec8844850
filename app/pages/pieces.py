"""What an event changes on the pages of those who are looking: fragments, by topic.

A piece is rendered once per event, not once per reader; so it may hold only what everybody in
the event's audience may see, and what is for staff alone is another piece.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session

from app.pages.render import render
from app.records.events import Event


@dataclass(frozen=True, slots=True)
class Piece:
    """A fragment that an event re-renders.

    `topic` says which pages show it, with the event's data filled in: `{topic}`,
    `question:{question}`. `view` gives the fragment's one variable, named `noun`, or None when
    there is nothing to show any more. `staff`: for staff and only for them, whatever the audience.
    `counter`: the name, within its topic, of a figure of which only the newest matters, filled in
    like the topic; so that it is drawn once for events read together, and sent five times a second
    at most.
    """

    topic: str
    template: str
    noun: str
    view: Callable[[Session, Event], Any]
    staff: bool = False
    counter: str = ""

    def topic_of(self, event: Event) -> str:
        """The topic of this event's fragment."""
        return _filled_in(self.topic, event)

    def figure_of(self, event: Event) -> tuple[str, str, str, str] | None:
        """Which figure this is, where only the newest matters: the same as another event's, if
        both draw the same element for the same people."""
        if not self.counter:
            return None
        named = _filled_in(self.counter, event)
        return self.topic_of(event), self.template, named, event.audience

    def render(self, db: Session, event: Event) -> str:
        """The fragment's HTML, or nothing."""
        view = self.view(db, event)
        return "" if view is None else render(self.template, {self.noun: view})


def _filled_in(pattern: str, event: Event) -> str:
    return pattern.format_map({"subject": event.subject, **event.data})
