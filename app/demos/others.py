"""The demo's two smaller projects: spam e-mail, and counting faces in pictures."""

from sqlmodel import Session, col, select

from app.actions.questions import decline_question
from app.actions.rulings import make_ruling
from app.actions.scopes import settle_scope
from app.actions.tasks import add_task
from app.clock import new_ordered_id
from app.demos.acts import acknowledge, add_texts, ask_review, flag, label, publish, publish_text
from app.demos.hate import draft_of, first_labeled
from app.demos.mails import Mail, mails
from app.demos.people import LEAD, Crew, Stage
from app.demos.pictures import Drawing, drawings
from app.domain.roles import Actor
from app.followers.relabels import RelabelKeeper
from app.gate.pictures import lay_in
from app.records.labels import CurrentLabel
from app.records.tasks import Task

SPAM_ANSWERS = {
    "kind": "choice",
    "options": [
        {"value": "spam", "label": "Spam", "key": "1", "color": "orange"},
        {"value": "not-spam", "label": "Not spam", "key": "2", "color": "green"},
    ],
    "certainty": False,
    "comment": True,
}
SPAM = """# Spam e-mail

Would the person who received this e-mail want their mailbox to keep it away?

## Spam {#c1}

- Mail that asks for money, passwords or personal data under a pretext is spam. {#c2}
- Mail that promises winnings or work that nobody asked for is spam. {#c3}

## Not spam {#c4}

- Personal mail, and mail about an order or an account that exists, is not spam. {#c5}
"""
FACES = """# Counting faces

How many human faces can be seen in the picture?

## What counts {#c1}

- Count every human face of which at least one eye can be seen. {#c2}
- Do not count faces of animals. {#c3}
"""


async def tell_spam(crew: Crew) -> None:
    """Spam e-mail: newsletters are settled, and one revision back can be compared."""
    stage = await crew.make(
        "spam-email",
        name="Spam e-mail",
        objective="People find the mail they want, and are never tricked by the rest.",
        prompt="Is this e-mail spam?",
        answers=SPAM_ANSWERS,
        overlap=2,
    )
    known = {mail.external_id: mail for mail in mails()}
    texts = ((mail.external_id, mail.text) for mail in known.values())
    await stage.act(LEAD, add_texts, texts)
    await publish_text(stage, SPAM)
    await label(stage, lambda name, task: _read_mail(name, known[task.external_id]), 40)
    await _settle_newsletters(stage)
    await label(stage, lambda name, task: known[task.external_id].answer, 30)


def _read_mail(name: str, mail: Mail) -> str:
    return "spam" if mail.kind == "newsletter" and name.startswith("Sam") else mail.answer


async def _settle_newsletters(stage: Stage) -> None:
    news = await stage.act(LEAD, first_labeled, "Subject: New at")
    question = await flag(stage, "Sam (labeler)", news, "A newsletter people signed up for: spam?")
    ruling = await stage.act(
        LEAD, make_ruling, question, outcome="change", value="not-spam",
        condition="a newsletter says that the person signed up and how to leave",
        exceptions="", authority="", clauses=[],
        rationale="They asked for it, and can stop it. Hiding it would be a mistake.",
    )  # fmt: skip
    number = await stage.edge.read(draft_of, ruling.revision_id)
    scope = {"citing": True, "led": True, "predicate": {"text_any": ["Unsubscribe"]}, "control": 5}
    await stage.act(LEAD, settle_scope, number, scope, second_person=False, lists={})
    await publish(stage, number)
    await RelabelKeeper(stage.edge).settle()
    await acknowledge(stage, number)
    asked = await stage.act(LEAD, first_labeled, "Subject: Your account")
    declined = await flag(stage, "Lin (labeler)", asked, "The shop exists. Is it still spam?")
    await stage.act(
        LEAD, decline_question, declined, key=new_ordered_id(), clause="c2",
        body="It asks for a password under a pretext, so c2 decides: spam.",
    )  # fmt: skip


async def tell_faces(crew: Crew) -> None:
    """Counting faces: pictures, a rating, and a draft that nobody has reviewed yet."""
    stage = await crew.make(
        "face-counting",
        name="Counting faces",
        objective="A crowd counter that is right about people, not about things with eyes.",
        prompt="How many human faces can be seen?",
        answers={"kind": "rating", "lowest": 0, "highest": 8, "comment": True},
        overlap=2,
    )
    known = {drawn.external_id: drawn for drawn in drawings()}
    for drawn in known.values():
        await _hang(stage, drawn)
    await publish_text(stage, FACES)
    await label(stage, lambda name, task: _count(name, known[task.external_id]), 20)
    counted = await stage.act("Kim (labeler)", _labeled_by)
    seen = next(name for name in counted if known[name].statues and known[name].people)
    question = await flag(stage, "Kim (labeler)", seen, "Does a statue's face count?")
    ruling = await stage.act(
        LEAD, make_ruling, question, outcome="change", value=None,
        condition="a face belongs to a statue, a poster or a drawing",
        exceptions="", authority="", clauses=["c2"],
        rationale="The counter is for people in a room.",
    )  # fmt: skip
    number = await stage.edge.read(draft_of, ruling.revision_id)
    await ask_review(stage, number)


async def _hang(stage: Stage, drawn: Drawing) -> None:
    """Upload a picture as the lead would, and make it a task."""
    caller = stage.caller(LEAD)
    name = f"{drawn.external_id}.png"
    await lay_in(caller, stage.edge.settings, name, drawn.png)
    content = {"file": name, "alt": drawn.alt}
    await stage.act(LEAD, add_task, external_id=drawn.external_id, kind="image", content=content)


def _labeled_by(db: Session, actor: Actor) -> list[str]:
    """The tasks that somebody has labeled."""
    mine = select(CurrentLabel.task_id).where(CurrentLabel.member_id == actor.member_id)
    return list(
        db.exec(select(Task.external_id).where(col(Task.id).in_(mine)).order_by(Task.external_id))
    )


def _count(name: str, drawn: Drawing) -> int:
    return drawn.people + (drawn.statues if name.startswith("Kim") else 0)
