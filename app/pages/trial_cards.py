"""A draft's trial in a few lines, where the draft stands and where it is published."""

from dataclasses import dataclass

from sqlmodel import Session

from app.domain.trials import FELL_SURELY, Outcome
from app.languages import say
from app.pages.trial_results import say_fall
from app.queries.trials import find_trial, list_invited, read_trial
from app.records.revisions import Revision


@dataclass(frozen=True, slots=True)
class TrialCard:
    """The newest trial of a draft. `is_older`: the draft was edited since. `warning`: agreement
    fell, in words; `is_sure`: by more than chance."""

    number: int
    is_open: bool
    is_older: bool
    edition: int
    answered: int
    asked: int
    outcome: Outcome
    warning: str
    is_sure: bool


def view_card(db: Session, draft: Revision) -> TrialCard | None:
    """The newest trial of a draft, if there was one."""
    trial = find_trial(db, draft.id or 0)
    if trial is None:
        return None
    reading = read_trial(db, trial)
    outcome, is_older = reading.outcome(), trial.edition != draft.edition
    warning = say_fall(outcome)
    if warning and is_older:
        warning += " " + say("The trial was of edition %(edition)s.", edition=trial.edition)
    return TrialCard(
        number=trial.number,
        is_open=trial.ended_at is None,
        is_older=is_older,
        edition=trial.edition,
        answered=len(reading.answers),
        asked=len(reading.rows) * len(list_invited(db, trial.id or 0)),
        outcome=outcome,
        warning=warning,
        is_sure=outcome.verdict == FELL_SURELY,
    )
