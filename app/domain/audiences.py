"""Who may hear of an event: `project`, `staff`, `team` (the ML team), or those whom an id names:
`member:ID`, `thread:ID`, `answered:ID`."""

from dataclasses import dataclass

from app.domain.roles import Actor, is_ml_team, is_staff

WIDE = ("project", "staff", "team")
SCOPES = (*WIDE, "member", "thread", "answered")


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
    if scope not in SCOPES or bool(whom) != (scope not in WIDE):
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
    if audience.scope == "team":
        return is_ml_team(actor)
    if is_staff(actor) or audience.scope == "project":
        return True
    if audience.scope == "staff" or sees is None:
        return False
    return sees or audience.scope == "thread" or actor.member_id == author_id
