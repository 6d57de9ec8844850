"""The demo's guided list: every step of the loop, each as the person whose step it is."""

from dataclasses import dataclass

from sqlmodel import Session

from app.languages import mark, say
from app.queries.accounts import list_demo_accounts

ROOT = "/projects/hate-speech"
STEPS = (
    (
        "Lin",
        mark("Label"),
        mark("Read, press 1, 2 or 3, press Enter. The next task is there."),
        "/desk",
    ),
    (
        "Lin",
        mark("Flag"),
        mark("Select the words that puzzle you, press f, say why. Go on labeling."),
        "/desk",
    ),
    ("Ada", mark("Rule"), mark("Your flag stands in the inbox. Open it and decide."), "/inbox"),
    (
        "Ada",
        mark("Revise"),
        mark("The ruling opened a draft: edit it, see whom it touches."),
        "/drafts",
    ),
    (
        "Rui",
        mark("Approve"),
        mark("A draft about jokes waits for somebody who did not write it."),
        "/drafts/3",
    ),
    (
        "Ada",
        mark("Publish"),
        mark("Whole or not at all: the guideline changes, and labels return."),
        "/drafts/3",
    ),
    (
        "Sam",
        mark("Relabel"),
        mark("Read what changed, then look at your labels afresh, blind."),
        "/desk",
    ),
    ("Ada", mark("Measure"), mark("What the last relabel did, with intervals."), "/relabels/1"),
    ("Kim", mark("Look back"), mark("Every change says why, and who asked."), "/changelog"),
)


@dataclass(frozen=True, slots=True)
class TryView:
    """A step: whose it is (their demo account), what to do, and where."""

    number: int
    account: int
    person: str
    title: str
    words: str
    url: str


def show_tries(db: Session) -> tuple[TryView, ...]:
    """The list, for the people of a demo; empty where there are none."""
    known = {each.name.split()[0]: each for each in list_demo_accounts(db)}
    return tuple(
        TryView(number, known[who].id or 0, known[who].name, say(title), say(words), ROOT + path)
        for number, (who, title, words, path) in enumerate(STEPS, 1)
        if who in known
    )
