"""Who may hear of an event: `project`, `staff`, `member:ID`, `thread:ID` or `answered:ID`."""

from dataclasses import dataclass

from app.domain.roles import Actor, is_staff

SCOPES = ("project", "staff", "member", "thread", "answered")


@dataclass(frozen=True, slots=True)
class Audience:
    """An audience taken apart: `whom` is a member for `member`, else a thread, else 0."""

    scope: str
    whom: int = 0

    @property
    def is_thread(self) -> bool:
        """Whether what one may read in a thread decides."""
        return self.scope in ("thread", "answered")


def parse_audience(text: str) -> Audience:
    """The audience as events carry it. ValueError for anything else: better loud than leaking."""
    scope, _, whom = text.partition(":")
    if scope not in SCOPES or bool(whom) != (scope not in ("project", "staff")):
        raise ValueError(f"unknown audience: {text}")
    return Audience(scope, int(whom) if whom else 0)


def may_hear(
    actor: Actor, audience: Audience, author_id: int | None, sees: bool | None = None
) -> bool:
    """Whether the actor is in the audience of an event by `author_id`.

    `sees` is for threads, and for people who are not staff: whether they see peers there, or None
    where they may not read. `answered` is then for those who do, and for the author.
    """
    if audience.scope == "member":
        return actor.member_id == audience.whom
    if is_staff(actor) or audience.scope == "project":
        return True
    if audience.scope == "staff" or sees is None:
        return False
    return sees or audience.scope == "thread" or actor.member_id == author_id
