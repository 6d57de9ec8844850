"""A scene with a secret in every place that has one, and who may know which."""

from uuid import UUID

from sqlmodel import Session

from app.actions.clauses import edit_clause
from app.actions.golds import put_golds
from app.actions.labels import Given, submit_label
from app.actions.merges import merge_question
from app.actions.messages import edit_message
from app.actions.projects import change_project
from app.actions.questions import title_question
from app.actions.removals import delete_message, redact_message
from app.actions.rulings import make_ruling
from app.actions.tasks import add_task
from app.clock import new_id
from app.domain.answers import parse_answer, parse_schema
from app.domain.roles import Actor
from app.queries.tasks import get_task
from tests.book.shelf import first_guideline, new_draft
from tests.cast import World
from tests.talk.floor import flag, hold, say

TEXT = {"kind": "text", "comment": True}
TEAM = frozenset({"ada", "lea"})
STAFF = TEAM | {"rui"}
NOBODY: frozenset[str] = frozenset()

# Sam has answered the first task, Lin holds it and has not; nobody but they two had it.
MAY_KNOW = {
    "zqanswer": STAFF | {"sam"},
    "zqcomment": STAFF | {"sam"},
    "zqpeer": STAFF | {"sam"},
    "zqtentative": TEAM | {"sam"},
    "zqgold": TEAM,
    "zqsource": TEAM,
    "zqmeta": STAFF,
    "zqexternal": STAFF,
    "zqdraft": STAFF,
    "zqnote": STAFF | {"sam"},
    # asked as one question in the end, which nobody has put in words that are for both
    "zqown": STAFF | {"sam"},
    "zqdoubt": STAFF | {"lin", "sam"},
    "zqteam": STAFF | {"sam", "lin", "vic"},  # who looks on reads what the team says
    "zqother": frozenset({"eve"}),
    "zqdeleted": NOBODY,
    "zqredacted": NOBODY,
    "zqearlier": NOBODY,
}


async def plant(world: World) -> dict[str, list[str]]:
    """Play the scene; gives what the addresses of its things are made of."""
    await first_guideline(world)
    await world.write(change_project, "ada", answers=TEXT)
    secret = await _make_task(world, "zqexternal", "The first post.", "zqmeta")
    golden = await _make_task(world, "plain", "The second post.", "plain")
    await _gild(world, golden)
    gone = await say(world, "kim", "lounge", "zqdeleted")
    await world.write(delete_message, "kim", gone)
    erased = await say(world, "kim", "lounge", "zqearlier")
    await world.write(edit_message, "kim", erased, body="zqredacted")
    await world.write(redact_message, "ada", erased, reason="privacy")
    lease = await hold(world, "sam")
    await hold(world, "lin")
    await say(world, "sam", f"task:{secret}", "zqpeer @Lin @Kim @Vic @Rui")
    await flag(world, "sam", secret, "zqnote", tentative="zqtentative")
    await say(world, "lea", f"task:{secret}", "zqteam @Lin")
    await world.write(title_question, "lea", 1, title="Do quoted slurs count?")
    answer = Given("zqanswer", cid=new_id(), comment="zqcomment")
    await world.write(submit_label, "sam", lease, answer)
    await hold(world, "sam")
    await flag(world, "sam", golden, "zqown")
    await flag(world, "lin", secret, "zqdoubt")
    await world.write(merge_question, "lea", 3, into=2)
    given = {"outcome": "differ", "rationale": "People differ.", "clauses": []}
    await world.write(make_ruling, "lea", 2, **given)
    draft = await new_draft(world, "Quotes")
    await world.write(edit_clause, "lea", draft.number, edition=1, code="c2", text="zqdraft")
    await say(world, "eve", "lounge", "zqother @Lin @Kim @Ada")
    messages = [str(each) for each in (gone, erased)]
    return {"tasks": [str(secret), str(golden)], "messages": messages}


async def _make_task(world: World, external_id: str, words: str, source: str) -> UUID:
    details = {"hidden": source}
    made = await world.write(
        add_task,
        "ada",
        external_id=external_id,
        kind="text",
        content={"text": words},
        details=details,
    )
    return made.key


async def _gild(world: World, key: UUID) -> None:
    def gild(db: Session, actor: Actor) -> None:
        task = get_task(db, actor, key)
        put_golds(
            db, actor, {task.id or 0: parse_answer(parse_schema(TEXT), "zqgold")}, source="zqsource"
        )

    await world.write(gild, "lea")
