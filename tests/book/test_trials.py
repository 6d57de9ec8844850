"""A draft on trial: who may, what each sees, what comes of it, and how it ends."""

import re
from typing import Any

import pytest
from sqlmodel import Session, select

from app.actions.approvals import approve_draft, request_review
from app.actions.assignments import claim_task
from app.actions.cases import add_case
from app.actions.clauses import edit_clause
from app.actions.drafts import discard_draft
from app.actions.golds import set_gold
from app.actions.labels import submit_label
from app.actions.members import change_role, remove_member
from app.actions.publications import publish_revision
from app.actions.scopes import settle_scope
from app.actions.trials import answer_trial, open_trial, stop_trial
from app.errors import Conflict, Forbidden, Invalid, NotFound
from app.pages.idle import show_idle
from app.pages.trial_desks import show_trial_desk
from app.pages.trials import show_setup, show_trial
from app.queries.drafts import get_draft
from app.queries.trials import is_tried
from app.records.labels import CurrentLabel, Label
from app.records.tasks import Task
from app.records.trials import Trial
from tests.actions.loop import NO, YES, change_draft, given, make_tasks
from tests.book.shelf import explained, first_guideline
from tests.cast import World

pytestmark = pytest.mark.pages
TASKS = 11
TRIAL = "/api/v1/projects/hate/drafts/2/trial"
SECRET = "Only the rest of the draft says this."
CODE = "c2"


async def answer_as(world: World, name: str, values: dict[str, str]) -> None:
    """One's own labels, by external id."""

    def act(db: Session, actor: Any) -> None:
        while held := claim_task(db, actor):
            task = db.get_one(Task, held.task_id)
            submit_label(db, actor, held.key, given(values[task.external_id]))

    await world.write(act, name)


@pytest.fixture
async def contested(world: World) -> World:
    """A draft over a guideline, and posts of which Lin and Sam differ on all but the last."""
    await first_guideline(world)
    await make_tasks(world, [f"post {n}" for n in range(1, TASKS + 1)])
    ids = [f"t{n}" for n in range(1, TASKS + 1)]
    await answer_as(world, "lin", dict.fromkeys(ids, YES))
    await answer_as(world, "sam", dict.fromkeys(ids, NO) | {f"t{TASKS}": YES})
    await change_draft(world)
    return world


async def opened(world: World, **more: Any) -> Trial:
    """Lea's trial of the draft, with Lin and Kim."""
    draft = await world.read(get_draft, "lea", 2)
    people = [world.member_id("lin"), world.member_id("kim")]
    about = {"edition": draft.edition, "tasks": 20, "people": people, "seed": 5} | more
    return await world.write(open_trial, "lea", 2, **about)


async def keys(world: World) -> dict[str, Any]:
    """Keys of the tasks, by external id."""
    return {
        t.external_id: t.key for t in await world.edge.read(lambda db: db.exec(select(Task)).all())
    }


async def say_all(world: World, trial: Trial, name: str, values: Any) -> None:
    """Answer as the desk asks."""
    while task := (await world.read(show_trial_desk, name, trial.key)).task:
        value = values if isinstance(values, str) else values(task)
        await world.write(answer_trial, name, trial.key, task.key, raw=value, seconds=30)


async def test_what_is_tried_is_held_out_and_contested(contested: World) -> None:
    named = await keys(contested)
    await contested.write(set_gold, "lea", named["t1"], answer=YES)
    await contested.write(add_case, "lea", code=CODE, value=YES, task_key=str(named["t2"]))
    setup = await contested.read(show_setup, "lea", 2)
    assert (setup.inside + setup.outside, setup.tasks) == (TASKS - 2, str(TASKS - 2))
    await opened(contested, tasks=100)
    view = (await contested.read(show_trial, "lea", 2)).trial
    assert {task.external_id for task in view.tasks} == {f"t{n}" for n in range(2, TASKS)}
    [case] = [task for task in view.tasks if task.expected]
    assert (case.external_id, case.expected) == ("t2", "Hateful")


async def test_answers_are_no_labels_and_say_what_changed(contested: World) -> None:
    def labels(db: Session) -> tuple[Any, ...]:
        newest = db.exec(select(Label.id)).all(), db.exec(select(CurrentLabel.independent)).all()
        return tuple(map(tuple, newest))

    before = await contested.edge.read(labels)
    trial = await opened(contested)
    await say_all(contested, trial, "lin", YES)
    half = (await contested.read(show_trial, "rui", 2)).trial
    assert half.outcome.difference is None  # one answer a task says nothing yet
    assert [each.answered for each in half.partners] == [0, TASKS - 1]
    await say_all(contested, trial, "kim", YES)
    assert await contested.edge.read(labels) == before
    view = (await contested.read(show_trial, "lea", 2)).trial
    outcome = view.outcome
    assert (outcome.before.value, outcome.after.value, outcome.difference.value) == (0, 1, 1)
    assert (outcome.unanimous_before, outcome.unanimous_after, outcome.tasks) == (0, 10, 10)
    assert (view.is_open, view.ending) == (False, "Everybody has answered everything.")
    assert (view.minutes, view.warning) == (0.5, "")
    assert (view.names, view.moves) == (("Hateful", "Not hateful"), ((20, 0), (20, 0)))
    task = (await keys(contested))["t1"]
    with pytest.raises(Conflict, match="ended"):
        await contested.write(answer_trial, "lin", trial.key, task, raw=YES)


async def test_a_fall_is_warned_of_and_never_blocks(contested: World) -> None:
    # a third says what Lin says, so that before two of three agree
    def agree(db: Session, actor: Any) -> None:
        for each in db.exec(select(CurrentLabel).where(CurrentLabel.member_id == actor.member_id)):
            db.add(
                CurrentLabel(
                    task_id=each.task_id, member_id=contested.member_id("kim"),
                    project_id=each.project_id, label_id=each.label_id,
                    value=YES, independent=YES,
                )
            )  # fmt: skip

    await contested.write(agree, "lin")
    await explained(contested, await contested.read(get_draft, "lea", 2))
    trial = await opened(contested)
    await say_all(contested, trial, "lin", YES)
    await say_all(contested, trial, "kim", NO)
    view = (await contested.read(show_trial, "lea", 2)).trial
    assert view.outcome.before.value == pytest.approx(1 / 3)
    assert (view.outcome.after.value, view.is_sure) == (0, True)
    assert all(task.is_split for task in view.tasks)
    edition = (await contested.read(get_draft, "lea", 2)).edition
    await contested.write(request_review, "lea", 2, edition=edition)
    await contested.write(approve_draft, "rui", 2, edition=edition)
    page = (await contested.client("lea", browser=True).get("/projects/hate/drafts/2")).text
    assert "0 % where it was 33 %, on 10 tasks. Publish this as" in page
    assert "by more than chance" in page
    await contested.write(publish_revision, "lea", 2, edition=edition)


async def test_everybody_sees_what_is_theirs_alone(contested: World) -> None:
    edition = (await contested.read(get_draft, "lea", 2)).edition
    await contested.write(edit_clause, "lea", 2, edition=edition, code="c5", text="Proposed words.")
    trial, named = await opened(contested), await keys(contested)
    await contested.write(answer_trial, "lin", trial.key, named["t1"], raw=NO, comment="Lin’s word")
    desk = f"/api/v1/projects/hate/trials/{trial.key}"
    for name, status in {"eve": 404, "vic": 404, "sam": 404, "rui": 404, "kim": 200}.items():
        assert (await contested.client(name).get(desk)).status_code == status, name
        put = await contested.client(name).put(
            f"{desk}/answers/{named['t2']}", json={"answer": YES}
        )
        assert put.status_code == (201 if status == 200 else 404), name
    for name in ("lin", "kim", "sam", "vic", "eve"):
        for path in ("", "/setup", "/end"):
            method = "post" if path == "/end" else "get"
            client = contested.client(name, browser=True)
            got = await getattr(client, method)(f"/projects/hate/drafts/2/trial{path}")
            assert got.status_code == 404, (name, path)
    for client in (contested.client("kim"), contested.client("kim", browser=True)):
        at = desk if "authorization" in client.headers else f"/projects/hate/trials/{trial.key}"
        seen = (await client.get(at, params={"task": str(named["t1"])})).text
        assert "Proposed words." in seen
        for hidden in ("Lin’s word", "Quotes", "a threat against it", ">Lin<", "Two labelers"):
            assert hidden not in seen, hidden
        assert not re.search(r"\bt1\b", re.sub(r'nonce="[^"]*"', "", seen))  # its external id
    kim = (await contested.read(show_trial_desk, "kim", trial.key, named["t1"])).task
    assert (kim.answer, kim.comment) == (None, "")
    events = (await contested.client("sam").get("/api/v1/projects/hate/events?after=0")).json()
    assert "trial" not in str(events)
    told = (await contested.client("kim").get("/api/v1/projects/hate/events?after=0")).json()
    assert "trial.invited" in str(told)
    assert "trial.answered" not in str(told)
    task = await contested.edge.read(
        lambda db: db.exec(select(Task.id).where(Task.key == named["t1"])).one()
    )
    for name in ("kim", "sam", "vic"):  # whose picture would be shown, if it had one
        assert await contested.read(is_tried, name, task) == (name == "kim")
    [waiting] = (await contested.read(show_idle, "kim")).trials
    assert (waiting.key, waiting.open) == (trial.key, TASKS - 2)
    assert (await contested.read(show_idle, "sam")).trials == ()
    await contested.write(change_role, "ada", contested.member_id("kim"), role="viewer")
    assert (await contested.client("kim").get(desk)).status_code == 404  # asked once, looks on now
    assert not await contested.read(is_tried, "kim", task)


async def test_the_frozen_edition_is_what_is_tried(contested: World) -> None:
    trial = await opened(contested)
    edition = (await contested.read(get_draft, "lea", 2)).edition
    await contested.write(edit_clause, "lea", 2, edition=edition, code="c5", text=SECRET)
    seen = await contested.read(show_trial_desk, "kim", trial.key)
    assert [diff.code for diff in seen.proposal] == [CODE]
    assert SECRET not in str(seen)
    assert (await contested.read(show_trial, "lea", 2)).trial.is_older
    with pytest.raises(Conflict, match="goes on"):
        await opened(contested)
    await contested.write(stop_trial, "lea", 2)
    page = (await contested.client("lea", browser=True).get("/projects/hate/drafts/2/trial")).text
    assert "Of an older edition." in page
    assert page.count("did not answer any") == 2
    assert (await opened(contested)).number == 2
    earlier = (await contested.read(show_trial, "lea", 2, 1)).trial
    assert (earlier.number, earlier.is_newest, earlier.ending) == (1, False, "It was stopped.")
    with pytest.raises(NotFound):
        await contested.read(show_trial, "lea", 2, 7)


async def test_what_cannot_be_tried(contested: World) -> None:
    lin, kim = contested.member_id("lin"), contested.member_id("kim")
    for people in ([lin], [lin, lin], [lin, contested.member_id("rui")], [lin, 10**6]):
        with pytest.raises(Invalid) as wrong:
            await opened(contested, people=people)
        assert wrong.value.field == "people"
    with pytest.raises(Conflict):
        await opened(contested, edition=1)
    sent = {"edition": "3", "tasks": "many", "people": [str(lin), str(kim)]}
    edition = (await contested.read(get_draft, "lea", 2)).edition
    back = await contested.client("lea", browser=True).post(
        "/projects/hate/drafts/2/trial", data=sent | {"edition": str(edition)}
    )
    assert back.status_code == 422
    assert 'value="many"' in back.text
    assert len(re.findall(r"name=\"people\"[^>]* checked", back.text)) == 2
    rui = await contested.client("rui").post(TRIAL, json={"edition": edition, "people": [lin, kim]})
    assert rui.status_code == 403
    with pytest.raises(Forbidden):
        await contested.read(show_setup, "rui", 2)
    trial, named = await opened(contested), await keys(contested)
    with pytest.raises(NotFound):  # on it nobody differs
        await contested.write(answer_trial, "lin", trial.key, named[f"t{TASKS}"], raw=YES)
    with pytest.raises(Invalid):
        await contested.write(answer_trial, "lin", trial.key, named["t1"], raw="perhaps")
    await contested.write(stop_trial, "lea", 2)
    for name in ("kim", "sam"):
        await contested.write(remove_member, "ada", contested.member_id(name))
    page = await contested.client("lea", browser=True).get("/projects/hate/drafts/2/trial/setup")
    assert "Too few labelers" in page.text


async def test_it_ends_with_the_draft_and_without_those_who_left(contested: World) -> None:
    trial = await opened(contested)
    await contested.write(remove_member, "ada", contested.member_id("kim"))
    await say_all(contested, trial, "lin", YES)
    assert not (await contested.read(show_trial, "lea", 2)).trial.is_open
    with pytest.raises(Invalid, match="labelers of this project"):
        await opened(contested)
    people = [contested.member_id("lin"), contested.member_id("sam")]
    again = await opened(contested, people=people)
    await contested.write(discard_draft, "lea", 2)
    view = (await contested.read(show_trial, "lea", 2)).trial
    assert (view.is_open, view.ending) == (False, "It ended when the draft was given up.")
    desk = await contested.read(show_trial_desk, "sam", again.key)
    assert (desk.is_open, desk.task, desk.proposal) == (False, None, ())


async def test_it_is_said_where_no_contested_task_is_touched(contested: World) -> None:
    lea, here = contested.client("lea", browser=True), "/projects/hate/drafts/2"
    setup = await contested.read(show_setup, "lea", 2)
    page = (await lea.get(f"{here}/trial/setup")).text
    assert ("None of the contested tasks" in page) is (setup.inside == 0)
    chosen = {"citing": False, "led": False, "selection": ["t5"] if not setup.inside else []}
    await contested.write(settle_scope, "lea", 2, chosen, second_person=True, lists={})
    page = (await lea.get(f"{here}/trial/setup")).text
    assert ("None of the contested tasks" in page) is (setup.inside > 0)
