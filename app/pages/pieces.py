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
    `counter`: a figure of which only the newest matters, so that it is sent five times a second at
    most.
    """

    topic: str
    template: str
    noun: str
    view: Callable[[Session, Event], Any]
    staff: bool = False
    counter: bool = False

    def topic_of(self, event: Event) -> str:
        """The topic of this event's fragment."""
        return self.topic.format_map({"subject": event.subject, **event.data})

    def render(self, db: Session, event: Event) -> str:
        """The fragment's HTML, or nothing."""
        view = self.view(db, event)
        return "" if view is None else render(self.template, {self.noun: view})
