"""Who could be told of something, and one who is."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cached_property

from sqlmodel import Session

from app.domain.roles import Actor
from app.queries.notices import map_actors
from app.records.events import Event


@dataclass(frozen=True, slots=True)
class Hearer:
    """Somebody to be told: the kind of notice, why they are told, and what it is about."""

    member_id: int
    kind: str
    why: str
    subject: dict[str, object] = field(default_factory=dict)


@dataclass
class Crowd:
    """Everybody who could be told of something in a project."""

    db: Session
    project_id: int

    @cached_property
    def actors(self) -> dict[int, Actor]:
        """By member id; looked up where anybody is to be told at all."""
        return map_actors(self.db, self.project_id)


def whom_of(event: Event) -> int:
    """The member of an audience `member:ID`."""
    scope, _, whom = event.audience.partition(":")
    return int(whom) if scope == "member" else 0


Find = Callable[[Session, Event, Crowd], Iterable[Hearer]]
