"""The demo's hate speech project: a quoted slur becomes a ruling, a revision, a relabel."""

from sqlmodel import Session, col, select

from app.actions.drafts import edit_about
from app.actions.merges import merge_question
from app.actions.messages import post_message
from app.actions.questions import answer_question, title_question
from app.actions.rulings import make_ruling
from app.actions.scopes import settle_scope
from app.clock import new_ordered_id
from app.demos.acts import (
    acknowledge,
    add_texts,
    ask_review,
    find_draft,
    flag,
    label,
    publish,
    publish_text,
)
from app.demos.people import LEAD, Crew, Stage
from app.demos.posts import Post, posts
from app.demos.proxies import add_engagement
from app.demos.quality import add_trust
from app.domain.roles import Actor
from app.followers.relabels import RelabelKeeper
from app.records.revisions import Revision
from app.records.tasks import Task

ANSWERS = {
    "kind": "choice",
    "options": [
        {"value": "hateful", "label": "Hateful", "key": "1", "color": "red"},
        {"value": "not-hateful", "label": "Not hateful", "key": "2", "color": "blue"},
        {"value": "unclear", "label": "Unclear", "key": "3", "color": "gray"},
    ],
    "certainty": True,
    "comment": True,
}
GUIDELINE = """# Hate speech in short posts

Decide for every post: is it hateful?

## Hateful {#c1}

- A post is hateful when it attacks people for belonging to a group: for where they come from, what they believe, whom they love, or how they were born. {#c2}
- Calling for a group to be excluded, driven away or hurt is hateful, however politely it is put. {#c3}
- Comparing people to animals, dirt or disease is hateful. {#c4}

## Not hateful {#c5}

- Swearing that is aimed at nobody, or at things, is not hateful. {#c6}
- Praise, questions and plain facts about a group are not hateful. {#c7}

## When you are not sure {#c8}

- Choose Unclear only when the post could be read both ways even after reading it twice. {#c9}
- If the guideline does not answer your question, flag the words. {#c10}
"""  # noqa: E501
QUESTION = "Does a quoted attack count as hate speech?"


async def tell(crew: Crew) -> None:
    """Build the project and let its story happen."""
    stage = await crew.make(
        "hate-speech",
        name="Hate speech",
        objective="Nobody is driven out of a conversation by what others post about their group.",
        prompt="Is this post hateful?",
        answers=ANSWERS,
        overlap=3,
    )
    known = {post.external_id: post for post in posts()}
    texts = ((post.external_id, post.text) for post in known.values())
    await stage.act(LEAD, add_texts, texts)
    await publish_text(stage, GUIDELINE)
    await label(stage, lambda name, task: _first_reading(name, known[task.external_id]), 80)
    await _settle_quotes(stage, known)
    await _wait_for_approval(stage)
    await _leave_open(stage)
    await add_engagement(stage, "hateful")
    await add_trust(stage, known)


def _first_reading(name: str, post: Post) -> str:
    """Two of the three read literally: hateful words are hateful, quoted or not."""
    if post.kind == "rejected" and not name.startswith("Lin"):
        return "hateful"
    if post.kind == "own" and name.startswith("Kim"):
        return "unclear"
    return post.answer


def _second_reading(name: str, post: Post) -> str:
    if post.external_id.endswith("7") and name.startswith("Kim") and post.kind == "rejected":
        return "hateful"  # people slip, also after a ruling
    return "not-hateful" if post.kind == "rejected" else _first_reading(name, post)


async def _settle_quotes(stage: Stage, known: dict[str, Post]) -> None:
    """Flag, question, duplicate, ruling, draft, scope, publication, relabel: the whole loop."""
    quoted = [post.external_id for post in known.values() if post.kind == "rejected"][:3]
    note = "The attack stands in quotation marks and the author rejects it. Does it count?"
    first = await flag(stage, "Lin (labeler)", quoted[0], note, quote=_quoted(known[quoted[0]]))
    await stage.act(LEAD, title_question, first, title=QUESTION)
    await flag(stage, "Sam (labeler)", quoted[1], "Same here: quoted to report it.", join=first)
    twin = await flag(stage, "Kim (labeler)", quoted[2], "Are quotes hateful? I say yes so far.")
    await stage.act(LEAD, merge_question, twin, into=first)
    await stage.act(
        LEAD, post_message, f"question:{first}", key=new_ordered_id(),
        body="Good catch. I would look at what the author *does* with the quotation.",
    )  # fmt: skip
    ruling = await stage.act(
        LEAD, make_ruling, first, outcome="change", value="not-hateful",
        condition="a post quotes an attack in order to reject, report or denounce it",
        exceptions="a post that quotes an attack and agrees with it stays hateful",
        rationale="The author of such a post defends the people attacked. Counting it as hate "
        "would teach a model to silence exactly the wrong people.",
        authority="Policy of the community team", clauses=[],
    )  # fmt: skip
    number = await stage.edge.read(lambda db: draft_of(db, ruling.revision_id))
    scope = {"citing": True, "led": True, "predicate": {"text_any": ['"']}, "control": 20}
    await stage.act(LEAD, settle_scope, number, scope, second_person=False, lists={})
    await publish(stage, number)
    await RelabelKeeper(stage.edge).settle()
    await acknowledge(stage, number)
    await label(stage, lambda name, task: _second_reading(name, known[task.external_id]), 60)


async def _wait_for_approval(stage: Stage) -> None:
    """A second revision stands in review: the newcomer approves and publishes it."""
    own = await stage.act(LEAD, first_labeled, "We ")
    question = await flag(
        stage, "Sam (labeler)", own,
        "People joke about their own group here. Nobody is attacked, is it still hateful?",
    )  # fmt: skip
    await stage.act(LEAD, title_question, question, title="Jokes about one's own group?")
    ruling = await stage.act(
        LEAD, make_ruling, question, outcome="change", value="not-hateful",
        condition="an author jokes about the group that they say they belong to",
        exceptions="a call to exclude or hurt stays hateful",
        rationale="Teasing one's own people is how people talk. It attacks nobody.",
        authority="", clauses=[], cases=[
            {"example": "We nurses cannot cook. I burn water.", "value": "not-hateful"},
            {"example": "I am a nurse, and nurses should be hunted.", "value": "hateful"},
            {"example": "My fellow Sardinians will be late to my funeral.", "value": "not-hateful"},
        ],
    )  # fmt: skip
    number = await stage.edge.read(lambda db: draft_of(db, ruling.revision_id))
    draft = await stage.edge.read(find_draft, stage.project_id, number)
    await stage.act(
        LEAD, edit_about, number, edition=draft.edition, title="Jokes about one's own group",
        summary="Teasing one's own group is not hateful.",
    )  # fmt: skip
    scope = {
        "citing": True,
        "led": True,
        "predicate": {"text_any": ["We ", "Only "]},
        "control": 10,
    }
    await stage.act(LEAD, settle_scope, number, scope, second_person=False, lists={})
    await ask_review(stage, number)


async def _leave_open(stage: Stage) -> None:
    """Questions that wait in the inbox, and one that was answered without a ruling."""
    embraced = await stage.act(LEAD, first_labeled, "Saw a sticker")
    await flag(
        stage, "Lin (labeler)", embraced,
        "He only says that he liked the sticker. Is liking an attack an attack?",
    )  # fmt: skip
    harmless = await stage.act(LEAD, first_labeled, "Politicians")
    await flag(stage, "Kim (labeler)", harmless, "Are politicians a group in the sense of c2?")
    swearing = await stage.act(LEAD, first_labeled, "This damn printer")
    answered = await flag(stage, "Sam (labeler)", swearing, "Swearing at a printer: not hateful?")
    await stage.act(
        LEAD, answer_question, answered, key=new_ordered_id(),
        body="Right, c6 says so: swearing at things is not hateful.",
    )  # fmt: skip


def first_labeled(db: Session, actor: Actor, words: str) -> str:
    """The first task that begins with these words and that everybody has answered."""
    found = db.exec(
        select(Task.external_id)
        .where(Task.project_id == actor.project_id, col(Task.body).startswith(words))
        .order_by(col(Task.labeled).desc(), col(Task.id))
    ).first()
    assert found, words
    return found


def draft_of(db: Session, revision_id: int | None) -> int:
    return db.get_one(Revision, revision_id).number


def _quoted(post: Post) -> str:
    """The words between the quotation marks."""
    return post.text.split('"')[1]
