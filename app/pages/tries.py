"""The demo's guided list: every step of the loop, each as the person whose step it is."""

from dataclasses import dataclass

from sqlmodel import Session

from app.queries.accounts import list_demo_accounts

ROOT = "/projects/hate-speech"
STEPS = (
    ("Lin", "Label", "Read, press 1, 2 or 3, press Enter. The next task is there.", "/desk"),
    ("Lin", "Flag", "Select the words that puzzle you, press f, say why. Go on labeling.", "/desk"),
    ("Ada", "Rule", "Your flag stands in the inbox. Open it and decide.", "/inbox"),
    ("Ada", "Revise", "The ruling opened a draft: edit it, see whom it touches.", "/drafts"),
    ("Rui", "Approve", "A draft about jokes waits for somebody who did not write it.", "/drafts/3"),
    (
        "Ada",
        "Publish",
        "Whole or not at all: the guideline changes, and labels return.",
        "/drafts/3",
    ),
    ("Sam", "Relabel", "Read what changed, then look at your labels afresh, blind.", "/desk"),
    ("Ada", "Measure", "What the last relabel did, with intervals.", "/relabels/1"),
    ("Kim", "Look back", "Every change says why, and who asked.", "/changelog"),
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
        TryView(number, known[who].id or 0, known[who].name, title, words, ROOT + path)
        for number, (who, title, words, path) in enumerate(STEPS, 1)
        if who in known
    )
