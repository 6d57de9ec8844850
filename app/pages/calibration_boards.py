"""What moves in a calibration session: who has answered what, and what they answered."""

from dataclasses import dataclass

from sqlmodel import Session

from app.domain.answers import describe
from app.domain.calibrations import Effect, reckon_effect
from app.pages.guidelines import root_of
from app.queries.calibrations import list_answers, list_judged, list_partners, pair_answers
from app.queries.terms import get_schema
from app.records.calibrations import Calibration, CalibrationTask


@dataclass(frozen=True, slots=True)
class PartnerView:
    """Somebody who takes part, and how many tasks they have judged blind."""

    name: str
    done: int


@dataclass(frozen=True, slots=True)
class PlaceView:
    """A task of a session in the row of all. `done`: so many have judged it; `is_mine`: the reader
    has."""

    place: int
    is_revealed: bool
    is_mine: bool
    done: int


@dataclass(frozen=True, slots=True)
class BoardView:
    """Where a session stands, for one reader. `at`: the task that they are at, None where that is
    not known, as for all whom an event reaches; `effect` over what was revealed, None before."""

    root: str
    number: int
    is_open: bool
    people: tuple[PartnerView, ...]
    places: tuple[PlaceView, ...]
    at: int | None
    effect: Effect | None

    @property
    def hidden(self) -> int:
        """How many are not revealed."""
        return sum(not each.is_revealed for each in self.places)


@dataclass(frozen=True, slots=True)
class GivenView:
    """What somebody answered: `blind` "" where they had not before the reveal; `last` after it, ""
    where they stand by it."""

    name: str
    blind: str
    last: str
    comment: str


@dataclass(frozen=True, slots=True)
class GivensView:
    """The answers to a task side by side, as far as the reader may see them: none before the
    reveal, but for the staff. `answered`: who has judged it."""

    root: str
    number: int
    place: int
    is_open: bool
    is_revealed: bool
    answered: tuple[str, ...]
    people: int
    givens: tuple[GivenView, ...]
    is_split: bool
    decision: str


def view_board(
    db: Session, calibration: Calibration, reader: int | None, at: int | None = None
) -> BoardView:
    """The board for a member, or for all of the staff (None)."""
    judged = [row for row, _ in list_judged(db, calibration.id or 0)]
    answers = list_answers(db, calibration.id or 0)
    given = {(each.place, each.member_id) for each in answers}
    blind = {(each.place, each.member_id) for each in answers if not each.is_informed}
    people = list_partners(db, calibration.id or 0)
    revealed = {row.place for row in judged if row.revealed_at is not None}
    shown = {place: each for place, each in pair_answers(answers).items() if place in revealed}
    kind = get_schema(db, calibration.project_id).kind
    return BoardView(
        root=root_of(db, calibration.project_id),
        number=calibration.number,
        is_open=calibration.ended_at is None,
        people=tuple(
            PartnerView(one.name, sum((row.place, one.id) in blind for row in judged))
            for one in people
        ),
        places=tuple(
            PlaceView(
                row.place,
                row.place in revealed,
                (row.place, reader) in given,
                sum((row.place, one.id) in given for one in people),
            )
            for row in judged
        ),
        at=at,
        effect=reckon_effect(shown, kind, calibration.seed) if shown else None,
    )


def view_givens(
    db: Session, calibration: Calibration, row: CalibrationTask, reader: int | None
) -> GivensView:
    """The answers to one task, for somebody who takes part, or for the staff (None)."""
    answers = list_answers(db, calibration.id or 0, row.place)
    people = list_partners(db, calibration.id or 0)
    schema = get_schema(db, calibration.project_id)
    is_told = row.revealed_at is not None or reader is None
    givens, lasts = [], set()
    for one in people if is_told else ():
        mine = [each for each in answers if each.member_id == one.id]
        blind = [each for each in mine if not each.is_informed]
        if not mine:
            continue
        lasts.add(mine[-1].value)
        before = describe(schema, blind[-1].value) if blind else ""
        has_moved = not blind or blind[-1].value != mine[-1].value
        after = describe(schema, mine[-1].value) if has_moved else ""
        givens.append(GivenView(one.name, before, after, mine[-1].comment))
    return GivensView(
        root=root_of(db, calibration.project_id),
        number=calibration.number,
        place=row.place,
        is_open=calibration.ended_at is None,
        is_revealed=row.revealed_at is not None,
        answered=tuple(
            one.name for one in people if any(each.member_id == one.id for each in answers)
        ),
        people=len(people),
        givens=tuple(givens),
        is_split=len(lasts) > 1,
        decision=row.decision,
    )
