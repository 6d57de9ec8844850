"""Trials of a draft as the staff sees them: who answers, and what the answers say, as they come."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session

from app.domain.roles import Actor
from app.domain.trials import FELL_SURELY, FEWEST_PEOPLE, MOST, MOST_PEOPLE, USUAL, Outcome, Share
from app.errors import NotFound
from app.languages import mark, say
from app.pages.drafts import view_standing
from app.pages.guidelines import root_of
from app.pages.pieces import Piece
from app.pages.trial_results import (
    Agreeing,
    TriedView,
    say_fall,
    view_cases,
    view_moves,
    view_ruled,
    view_tasks,
)
from app.queries.drafts import OPEN, get_draft, get_editable
from app.queries.members import map_names
from app.queries.trials import (
    Candidate,
    Reading,
    find_open_trial,
    find_trial,
    list_candidates,
    list_contested,
    list_invited,
    list_trials,
    read_trial,
)
from app.records.events import Event
from app.records.revisions import Revision
from app.records.trials import Trial

ENDINGS = {
    "answered": mark("Everybody has answered everything."),
    "stopped": mark("It was stopped."),
    "published": mark("It ended when the draft was published."),
    "discarded": mark("It ended when the draft was given up."),
}


@dataclass(frozen=True, slots=True)
class PartnerView:
    """Somebody who was asked to take part: so many tasks answered. `has_left`: the project."""

    name: str
    answered: int
    has_left: bool


@dataclass(frozen=True, slots=True)
class EarlierView:
    """An earlier trial in a line."""

    number: int
    edition: int
    tasks: int
    before: Share | None
    after: Share | None


@dataclass(frozen=True, slots=True)
class TrialView:
    """A trial, the newest of its draft unless asked otherwise. `is_older`: the draft was edited
    since, and the trial is of an older edition. `warning`: agreement fell, in words; `is_sure`:
    by more than chance. `moves` are rows of counts over `names`, empty where there are too many.
    `minutes`: per answer in the mean; `cases` and `ruled`: how many give the answer that cases
    expect, and in scope the one that the draft's rulings ask for."""

    root: str
    draft: int
    draft_is_open: bool
    number: int
    edition: int
    newest_edition: int
    is_newest: bool
    is_older: bool
    is_open: bool
    opened_by: str
    opened_at: datetime
    ended_at: datetime | None
    ending: str
    partners: tuple[PartnerView, ...]
    tasks: tuple[TriedView, ...]
    outcome: Outcome
    warning: str
    is_sure: bool
    names: tuple[str, ...]
    moves: tuple[tuple[int, ...], ...]
    minutes: float | None
    cases: Agreeing | None
    ruled: Agreeing | None
    earlier: tuple[EarlierView, ...]


@dataclass(frozen=True, slots=True)
class NoTrialView:
    """A draft that was not tried."""

    root: str
    draft: int
    draft_is_open: bool
    number: None = None


@dataclass(frozen=True, slots=True)
class TrialPage:
    """The trial of a draft, or that there is none."""

    title: str
    number: int
    trial: TrialView | NoTrialView
    topics: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SetupView:
    """What a trial can be opened with. `chosen`: member ids, those that suggest themselves unless
    others were chosen; `is_open`: one goes on already."""

    title: str
    number: int
    edition: int
    inside: int
    outside: int
    tasks: str
    most: int
    fewest_people: int
    most_people: int
    people: tuple[Candidate, ...]
    chosen: frozenset[str]
    is_open: bool
    problem: str
    field: str
    topics: tuple[str, ...]


def show_trial(db: Session, actor: Actor, number: int, nth: int | None = None) -> TrialPage:
    """A draft's newest trial, or the nth; for staff."""
    draft = get_draft(db, actor, number)
    if nth is not None and find_trial(db, draft.id or 0, nth) is None:
        raise NotFound
    return TrialPage(draft.title, number, view_trial(db, draft, nth), (f"draft:{number}",))


def show_setup(
    db: Session, actor: Actor, number: int, typed: Mapping[str, Any] | None = None
) -> SetupView:
    """The form that opens a trial; after a refusal with what was `typed`, and why."""
    draft, typed = get_editable(db, actor, number), typed or {}
    inside, outside = list_contested(db, draft)
    people = list_candidates(db, draft)
    usual = [str(each.member_id) for each in people if not each.has_flagged][:3]
    return SetupView(
        title=draft.title,
        number=number,
        edition=draft.edition,
        inside=len(inside),
        outside=len(outside),
        tasks=str(typed.get("tasks", min(USUAL, len(inside) + len(outside)))),
        most=MOST,
        fewest_people=FEWEST_PEOPLE,
        most_people=MOST_PEOPLE,
        people=tuple(people),
        chosen=frozenset(map(str, typed.get("people", usual))),
        is_open=find_open_trial(db, draft.id or 0) is not None,
        problem=str(typed.get("problem", "")),
        field=str(typed.get("field", "")),
        topics=(f"draft:{number}",),
    )


def view_trial(db: Session, draft: Revision, nth: int | None = None) -> TrialView | NoTrialView:
    """A trial as its part of the page."""
    root, is_open = root_of(db, draft.project_id), draft.state in OPEN
    trials = list_trials(db, draft.id or 0)
    trial = next((each for each in trials if nth in (None, each.number)), None)
    if trial is None:
        return NoTrialView(root, draft.number, is_open)
    reading = read_trial(db, trial)
    outcome, (names, moves) = reading.outcome(), view_moves(db, reading)
    timed = [each.seconds for each in reading.answers if each.seconds is not None]
    return TrialView(
        root=root,
        draft=draft.number,
        draft_is_open=is_open,
        number=trial.number,
        edition=trial.edition,
        newest_edition=draft.edition,
        is_newest=trial is trials[0],
        is_older=trial.edition != draft.edition,
        is_open=trial.ended_at is None,
        opened_by=map_names(db, draft.project_id, [trial.opened_by]).get(trial.opened_by, ""),
        opened_at=trial.opened_at,
        ended_at=trial.ended_at,
        ending=say(ENDINGS[trial.ending]) if trial.ending else "",
        partners=_partners(db, reading),
        tasks=view_tasks(db, reading),
        outcome=outcome,
        warning=say_fall(outcome),
        is_sure=outcome.verdict == FELL_SURELY,
        names=names,
        moves=moves,
        minutes=sum(timed) / len(timed) / 60 if timed else None,
        cases=view_cases(db, reading),
        ruled=view_ruled(db, reading),
        earlier=tuple(_earlier(db, each) for each in trials if each is not trial),
    )


def _partners(db: Session, reading: Reading) -> tuple[PartnerView, ...]:
    def count(member_id: int | None) -> int:
        return sum(answer.member_id == member_id for answer in reading.answers)

    invited = list_invited(db, reading.trial.id or 0)
    return tuple(
        PartnerView(each.name, count(each.id), each.removed_at is not None) for each in invited
    )


def _earlier(db: Session, trial: Trial) -> EarlierView:
    reading = read_trial(db, trial)
    outcome, tasks = reading.outcome(), len(reading.rows)
    return EarlierView(trial.number, trial.edition, tasks, outcome.before, outcome.after)


def _piece(template: str, noun: str, draw: Any) -> Piece:
    """A part of the trial's page, or of its draft's, that only its newest state matters of."""

    def view(db: Session, event: Event) -> Any:
        draft = db.get(Revision, event.subject)
        return draw(db, draft) if draft else None

    return Piece("draft:{draft}", template, noun, view, staff=True, counter=noun)


_TRIAL = _piece("trials/_trial.html", "trial", view_trial)
_STANDING = _piece("drafts/_standing.html", "standing", view_standing)
PIECES = {
    "trial.opened": (_TRIAL, _STANDING),
    "trial.answered": (_TRIAL, _STANDING),
    "trial.ended": (_TRIAL, _STANDING),
    "draft.edited": (_TRIAL,),
    "draft.discarded": (_TRIAL,),
    "revision.published": (_TRIAL,),
}
