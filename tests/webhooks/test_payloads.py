"""What leaves the house: each kind says what docs/webhooks.md says, and no secret is in any."""

import json
from typing import Any
from uuid import UUID

import pytest
from sqlmodel import Session

from app.actions.approvals import approve_draft, request_review
from app.actions.gold_keys import choose_golds
from app.actions.golds import put_golds
from app.actions.labels import Given, submit_label
from app.actions.projects import change_project
from app.actions.publications import acknowledge_revision, publish_revision
from app.actions.questions import (
    answer_question,
    decline_question,
    reopen_question,
    title_question,
)
from app.actions.removals import delete_message
from app.actions.rulings import make_ruling, withdraw_ruling
from app.actions.tasks import add_task
from app.actions.withdrawals import withdraw_revision
from app.clock import new_id, new_ordered_id
from app.domain.answers import parse_answer, parse_schema
from app.domain.endpoints import OFFERED
from app.domain.roles import Actor
from app.followers.relabels import RelabelKeeper
from app.records.revisions import Revision
from tests.book.shelf import first_guideline
from tests.cast import ANSWERS
from tests.talk.floor import flag, hold, say
from tests.webhooks.receiver import Got
from tests.webhooks.stage import Post

WORDS = "text metadata external note comment thread task gold case clause deleted"
PLANTED = {word: f"zq-planted-{word}" for word in WORDS.split()}
PROPOSED = "zq-proposed"  # a ruling's words, until its revision is published
# beside project, url and headline
SAYS = {
    "question.opened": {"question"},
    "flag.raised": {"question"},
    "question.answered": {"question", "answer"},
    "question.declined": {"question", "answer", "clause"},
    "question.reopened": {"question"},
    "ruling.made": {"ruling"},
    "ruling.came_in_force": {"ruling"},
    "ruling.withdrawn": {"ruling"},
    "review.requested": {"draft"},
    "revision.published": {"revision"},
    "revision.withdrawn": {"revision"},
    "relabel.opened": {"relabel"},
    "relabel.ended": {"relabel"},
    "relabel.withdrawn": {"relabel"},
    "message.posted": {"message"},
}
QUESTION = {"number", "state", "title"}
BRIEF = {"number", "state", "question", "by"}
RULE = {"outcome", "decision", "condition", "answer", "exceptions", "rationale", "authority"}
INNER = {
    "question": [QUESTION],
    "answer": [{"text", "by"}],
    "ruling": [BRIEF, BRIEF | RULE | {"clauses", "version", "title"}],
    "draft": [{"number", "by"}],
    "relabel": [{"number", "state", "version"}],
    "message": [{"key", "text", "by"}],
    "revision": [
        {"number", "version", "state", "title", "summary", "rationale", "changes", "by"},
        {"number", "version", "state", "title", "summary", "rationale", "changes", "by", "reason"},
    ],
}


async def plant(post: Post) -> UUID:
    """A task with secrets in all its parts, held by Lin and Sam, with a gold answer."""
    world = post.world
    task = await world.write(
        add_task,
        "ada",
        external_id=PLANTED["external"],
        kind="text",
        content={"text": f"{PLANTED['text']} in a post"},
        details={"source": PLANTED["metadata"]},
    )

    def gild(db: Session, actor: Actor) -> None:
        answer = parse_answer(parse_schema(ANSWERS), "hateful")
        put_golds(db, actor, {task.id or 0: answer}, source=PLANTED["gold"])

    await world.write(gild, "lea")
    return task.key


async def question(post: Post) -> None:
    """Flags, the question they raise, and what is said about it."""
    world, task = post.world, await plant(post)
    lease = await hold(world, "lin")
    await hold(world, "sam")
    await flag(world, "lin", task, PLANTED["note"], tentative="hateful")
    await post.send()  # before the ML team gives it a title
    await world.write(title_question, "lea", 1, title="Do quoted slurs count?")
    await flag(world, "sam", task, f"Same: {PLANTED['note']}", join=1)
    await say(world, "lin", "question:1", PLANTED["thread"])
    await say(world, "sam", f"task:{task}", PLANTED["task"])
    await say(world, "lea", f"task:{task}", PLANTED["task"])
    await say(world, "lea", "clause:c2", PLANTED["clause"])
    gone = await say(world, "lin", "lounge", PLANTED["deleted"])
    await world.write(delete_message, "lin", gone)
    await say(world, "lin", "lounge", "Lunch <now>?")
    given = Given("hateful", cid=new_id(), comment=PLANTED["comment"])
    await world.write(submit_label, "lin", lease, given)
    await world.write(answer_question, "lea", 1, key=new_ordered_id(), body="They do not.")
    await post.send()
    await world.write(reopen_question, "lea", 1)
    await post.send()
    await world.write(
        decline_question, "lea", 1, key=new_ordered_id(), clause="c2", body="It says so."
    )
    await post.send()
    await world.write(reopen_question, "lea", 1)
    await post.send()


async def ruling(post: Post) -> Revision:
    """Rulings made and taken back, and one that becomes a draft."""
    world = post.world
    differ: dict[str, Any] = {"outcome": "differ", "rationale": "Both may stand."}
    await world.write(make_ruling, "lea", 1, **differ)
    await post.send()
    await world.write(withdraw_ruling, "lea", 1, reason="Not thought through.")
    cases = [{"value": "hateful", "example": PLANTED["case"]}]
    change: dict[str, Any] = {
        "outcome": "change",
        "value": "non-hateful",
        "condition": f"a quoted slur {PROPOSED}",
        "rationale": f"The author rejects it {PROPOSED}",
        "clauses": ["c2"],
        "cases": cases,
    }
    made = await world.write(make_ruling, "lea", 1, **change)
    await post.send()
    draft = await world.edge.read(lambda db: db.get_one(Revision, made.revision_id))
    await world.write(request_review, "lea", draft.number, edition=draft.edition)
    await post.send()
    return draft


async def revision(post: Post, draft: Revision) -> None:
    """The draft is published, its relabel done, and all of it withdrawn."""
    world = post.world
    await world.write(approve_draft, "rui", draft.number, edition=draft.edition)
    await world.write(choose_golds, "lea", draft.number, choices={}, rest=("rekey", ""))
    await world.write(publish_revision, "lea", draft.number, edition=draft.edition)
    await post.send()
    await RelabelKeeper(world.edge).settle()
    await world.write(acknowledge_revision, "lin", draft.number)
    lease = await hold(world, "lin")
    await world.write(submit_label, "lin", lease, Given("hateful", cid=new_id()))
    await post.send()
    await world.write(withdraw_revision, "lea", draft.number, reason="Too early.")
    await RelabelKeeper(world.edge).settle()
    await post.send()


async def everything(post: Post) -> tuple[list[Got], int]:
    """All that happens in a project; what was sent, and how much before the publication."""
    read = {"substantive": "acknowledge"}
    await post.world.write(change_project, "lea", readings=read)
    await first_guideline(post.world)
    await post.add()
    await post.add(format="slack", name="Slack", url=post.receiver.url("/slack"))
    await question(post)
    draft = await ruling(post)
    before = len(post.receiver.got)
    await revision(post, draft)
    return post.receiver.got, before


@pytest.fixture
async def sent(post: Post) -> tuple[list[Got], int]:
    """Everything that was sent of the whole story."""
    return await everything(post)


async def test_no_secret_leaves_the_house(sent: tuple[list[Got], int]) -> None:
    got, before = sent
    bodies = [each.body.decode() for each in got]
    found = [
        (word, body) for body in bodies for word, planted in PLANTED.items() if planted in body
    ]
    assert not found
    assert not [body for body in bodies[:before] if PROPOSED in body]
    assert [body for body in bodies[before:] if PROPOSED in body], "once in force, it is public"
    for forbidden in ("tentative", "external_id", "category", "Sam", '"lin"', "askers"):
        assert not [body for body in bodies if forbidden in body], forbidden


async def test_each_kind_says_what_is_written(sent: tuple[list[Got], int]) -> None:
    assert SAYS.keys() == OFFERED.keys()
    told: dict[str, list[dict[str, Any]]] = {}
    for got in sent[0]:
        if got.line.split()[1] == "/hook":
            payload = got.json
            assert set(payload) == {"type", "timestamp", "data"}
            told.setdefault(payload["type"], []).append(payload["data"])
    assert told.keys() == OFFERED.keys(), "some kind was never sent"
    for kind, payloads in told.items():
        for data in payloads:
            assert set(data) == {"project", "url", "headline"} | SAYS[kind], kind
            assert data["project"] == "hate"
            assert data["url"].startswith("http://127.0.0.1/projects/hate/")
            for name in SAYS[kind] - {"clause"}:
                assert set(data[name]) in INNER[name], (kind, data[name])
    _check_words(told)


def _check_words(told: dict[str, list[dict[str, Any]]]) -> None:
    """What the payloads say of this story."""
    [opened] = told["question.opened"]
    assert opened["question"] == {"number": 1, "state": "open", "title": None}
    assert told["flag.raised"][1]["question"]["title"] == "Do quoted slurs count?"
    [answered] = told["question.answered"]
    assert answered["answer"] == {"text": "They do not.", "by": "Lea"}
    [declined] = told["question.declined"]
    assert (declined["clause"], declined["answer"]["text"]) == ("c2", "It says so.")
    [message] = told["message.posted"]
    assert (message["message"]["text"], message["message"]["by"]) == ("Lunch <now>?", "Lin")
    first, second = told["ruling.made"]
    assert (first["ruling"]["outcome"], first["ruling"]["rationale"]) == (
        "differ",
        "Both may stand.",
    )
    assert second["ruling"] == {"number": 2, "state": "proposed", "question": 1, "by": "Lea"}
    [in_force] = told["ruling.came_in_force"]
    assert in_force["ruling"]["answer"] == "Not hateful"
    assert (in_force["ruling"]["version"], in_force["ruling"]["clauses"]) == ("2.0.0", ["c2"])
    [published], [withdrawn] = told["revision.published"], told["revision.withdrawn"]
    assert published["headline"] == "Version 2.0.0 of the guideline was published"
    assert [each["clause"] for each in published["revision"]["changes"]] == ["c2"]
    assert (withdrawn["revision"]["reason"], withdrawn["revision"]["state"]) == (
        "Too early.",
        "withdrawn",
    )
    [ended] = told["relabel.ended"]
    assert ended["headline"] == "Relabel 1 has ended"
    assert len(told["relabel.opened"]) == 1, "it is not told once per person"


async def test_slack_gets_text_and_blocks_with_nothing_to_obey(
    sent: tuple[list[Got], int],
) -> None:
    slack = [got for got in sent[0] if got.line.split()[1] == "/slack"]
    assert len(slack) * 2 == len(sent[0])
    for got in slack:
        assert set(got.json) == {"text", "blocks"}
        assert "webhook-signature" in got.headers
    everything = json.dumps([got.json for got in slack], ensure_ascii=False)
    assert "Lunch &lt;now&gt;?" in everything
    assert "Lunch <now>?" not in everything
    assert "<http://127.0.0.1/projects/hate/rulings/2|Open in Precedent> · Hate" in everything


async def test_what_is_gone_when_it_is_sent_is_not_told(post: Post) -> None:
    await post.add("message.posted", "question.answered")
    key = await say(post.world, "lin", "lounge", "said too soon")
    await post.write()
    await post.world.write(delete_message, "lin", key)
    await post.send()
    assert post.receiver.got == []
    assert await post.states() == ["void"]
