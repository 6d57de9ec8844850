"""Trusted answers, cases, an exam and a model of the demo's posts.

What the model says is ours: it knows the words of an attack, and nothing of who quotes them.
"""

from uuid import uuid4

from sqlmodel import Session, select

from app.actions.cases import add_case
from app.actions.exams import Plan, make_exam
from app.actions.golds import set_gold
from app.actions.imported_predictions import keep_predictions
from app.demos.people import LEAD, Stage
from app.demos.posts import Post
from app.domain.answers import parse_answer
from app.domain.batches import Run
from app.domain.imports import ImportOptions
from app.domain.predictions import PredictionRow
from app.domain.roles import Actor
from app.queries.terms import get_schema
from app.records.tasks import Task

# what an exam can ask of people who have labeled every post: examples that nobody was given as work
EXAMPLES = {
    "c2": (
        "hateful",
        (
            "The river folk cheat at everything, it is in their blood.",
            "You cannot trust a Marrowite. Not one.",
            "Anybody from Osk is a thief until proven otherwise.",
            "Vellish people ruin whatever they touch.",
            "What do you expect of a Tarn? They are born lazy.",
            "All who pray at the lantern market are fools and should be laughed at.",
            "People from Osk are too stupid to vote, and always were.",
            "No river girl ever told the truth.",
        ),
    ),
    "c6": (
        "not-hateful",
        (
            "This bloody bicycle can go to hell.",
            "Whoever invented Mondays deserves a slow queue.",
            "My code is trash today and so am I.",
            "The vending machine robbed me again, the bastard.",
            "I will murder this spreadsheet.",
            "What a rotten film. Burn every copy.",
        ),
    ),
    "c7": (
        "not-hateful",
        (
            "A third of this town speaks Vellish at home.",
            "Are Tarn weddings really three days long?",
            "The river folk have elected a new council.",
            "My landlord is from Osk and the kindest man I know.",
            "Marrowite bread has no yeast in it.",
            "Who can recommend a book on the history of Osk?",
        ),
    ),
}
CLAUSES = {"attack": "c2", "harmless": "c6", "praise": "c7"}  # which clause decides such a post
EACH = 9  # trusted answers under a clause
ASKED = {"c2": 4, "c6": 3, "c7": 3}
# how surely the model calls a post hateful, by what the post is
SURE = {"attack": 0.9, "rejected": 0.84, "embraced": 0.88, "own": 0.3, "praise": 0.05}


async def add_trust(stage: Stage, known: dict[str, Post]) -> None:
    """Gold under three clauses, an exam made of it, and what a first model predicts."""
    await stage.act(LEAD, _set_golds, known)
    await stage.act(LEAD, _add_examples)
    exam = Plan("Before you begin: the guideline", ASKED, mark=0.6, minutes=20, pause_hours=0)
    await stage.act(LEAD, make_exam, exam)
    await stage.act(LEAD, _predict, known)


def _set_golds(db: Session, actor: Actor, known: dict[str, Post]) -> None:
    left = dict.fromkeys(CLAUSES, EACH)
    keys = {task.external_id: task.key for task in _tasks(db, actor)}
    for name, post in known.items():
        if left.get(post.kind):
            left[post.kind] -= 1
            set_gold(db, actor, keys[name], answer=post.answer, clause=CLAUSES[post.kind])


def _add_examples(db: Session, actor: Actor) -> None:
    for code, (value, examples) in EXAMPLES.items():
        for example in examples:
            add_case(db, actor, code=code, value=value, example=example)


def _predict(db: Session, actor: Actor, known: dict[str, Post]) -> None:
    schema, rows = get_schema(db, actor.project_id), []
    for line, task in enumerate(_tasks(db, actor), 1):
        hateful = SURE.get(known[task.external_id].kind, 0.12) + (line * 7 % 13 - 6) / 100
        hateful = min(max(hateful, 0.01), 0.97)
        shares = {"hateful": hateful, "not-hateful": 0.98 - hateful, "unclear": 0.02}
        answer = parse_answer(schema, max(shares, key=shares.__getitem__))
        rows.append(PredictionRow(line, task.external_id, answer, shares[answer.value], shares))
    options = ImportOptions("predictions", model="word-list", model_version="1")
    keep_predictions(db, actor, Run(uuid4(), options, schema), rows)


def _tasks(db: Session, actor: Actor) -> list[Task]:
    mine = select(Task).where(Task.project_id == actor.project_id)
    return list(db.exec(mine.order_by(Task.external_id)))
