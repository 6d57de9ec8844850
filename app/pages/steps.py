"""The first steps of a new project: what is still to be done, and where."""

from dataclasses import dataclass

from sqlmodel import Session

from app.domain.roles import Actor, is_ml_team
from app.languages import mark, say
from app.queries.steps import STEPS, list_steps_done

WORDS = {
    "guideline": (
        mark("Write the guideline"),
        mark("Paste it, or begin with one of the library. Somebody else approves it; publish it."),
    ),
    "reviewer": (
        mark("Invite a reviewer"),
        mark("Nobody approves their own draft: it takes a second person on the team."),
    ),
    "tasks": (mark("Import tasks"), mark("From a CSV or JSONL file. A trial keeps nothing.")),
    "labelers": (mark("Invite labelers"), mark("Each gets a link, and finds the tasks waiting.")),
    "gold": (
        mark("Set trusted answers"),
        mark("To some of the tasks; the ML team alone sees them. You can do without."),
    ),
}
PLACES = {
    "guideline": "guideline",
    "reviewer": "people",
    "tasks": "imports",
    "labelers": "people",
    "gold": "imports",
}
OPTIONAL = "gold"


@dataclass(frozen=True, slots=True)
class StepView:
    """A step: what it is, what it takes, where it is taken, and whether it was."""

    title: str
    words: str
    url: str
    is_done: bool


def show_steps(db: Session, actor: Actor, root: str) -> tuple[StepView, ...]:
    """The first steps, for the ML team; none once all were taken that work cannot begin without."""
    if not is_ml_team(actor):
        return ()
    done = list_steps_done(db, actor)
    if set(STEPS) - set(done) <= {OPTIONAL}:
        return ()
    return tuple(
        StepView(say(WORDS[step][0]), say(WORDS[step][1]), f"{root}/{PLACES[step]}", step in done)
        for step in STEPS
    )


def count_steps(db: Session, actor: Actor) -> int:
    """How many of them are still to be taken, for the front page."""
    return sum(1 for step in show_steps(db, actor, "") if not step.is_done)
