"""More of the table of the replay law: drafts rewritten, imports, and a relabel from end to end."""

from datetime import UTC, datetime, timedelta

from sqlmodel import Session

from app.actions.approvals import approve_draft, request_review
from app.actions.assignments import park_assignment
from app.actions.cases import add_case
from app.actions.clauses import edit_clause, move_clause, restore_clause, type_changes
from app.actions.comments import Said, apply_comment, comment_on_draft, resolve_comment
from app.actions.drafts import edit_about, open_draft, rebase_draft, replace_document
from app.actions.expectations import NewCase, add_draft_case, expect_answer, keep_case
from app.actions.golds import set_gold
from app.actions.guideline_histories import State, import_history
from app.actions.guidelines import import_guideline, import_into_draft, push_guideline
from app.actions.hunts import draw_round, judge_round
from app.actions.imports import fail_import, finish_import, start_import, take_batch
from app.actions.invitations import Guest, Newcomer, accept_invitation, invite_member
from app.actions.labels import submit_label
from app.actions.notices import see_notice
from app.actions.projects import change_project
from app.actions.readings import move_reading
from app.actions.schedules import cancel_publication, schedule_publication
from app.actions.scopes import settle_scope
from app.actions.tasks import add_task
from app.actions.trials import answer_trial, open_trial, stop_trial
from app.actions.withdrawals import withdraw_revision
from app.clock import now
from app.domain.alignment import trace
from app.domain.answers import parse_schema
from app.domain.batches import Batch, Run
from app.domain.imports import ImportOptions
from app.domain.roles import Actor
from app.domain.rows import Row
from app.domain.task_rows import TaskRow, parse_task_row
from app.queries.drafts import get_draft
from app.queries.notices import list_notices
from app.records.revisions import Revision
from tests.actions.loop import (
    NO,
    NOTHING,
    YES,
    answer_all,
    change,
    change_draft,
    given,
    make_tasks,
)
from tests.book.shelf import PLAIN, first_guideline, in_force, new_draft, publish
from tests.cast import ANSWERS
from tests.live.door import in_hand
from tests.replay import Stage
from tests.replay_table import scene
from tests.talk.floor import asked, hold, make_task, say


@scene("hunts.draw_round", "hunts.judge_round")
async def hunted(stage: Stage) -> None:
    """What a draft affects is looked for, while its page stands open."""
    world = stage.world
    await first_guideline(world)
    [task] = await make_tasks(world, ["A post."])
    await world.write(answer_all, "lin", YES)
    n = (await new_draft(world)).number
    await stage.watch(f"lea drafts/{n}", f"rui drafts/{n}")
    drawn = {"kind": "known", "task_ids": [task.id], "before": 1, "after": 0}
    await stage.play(draw_round, "lea", n, **drawn)
    await stage.play(judge_round, "lea", n, 1, judgements={task.external_id: True})


@scene("expectations.add_draft_case", "expectations.expect_answer", "expectations.keep_case",
       "comments.comment_on_draft", "comments.apply_comment", "comments.resolve_comment",
       "schedules.schedule_publication", "schedules.cancel_publication")  # fmt: skip
async def draft_tested(stage: Stage) -> None:
    """A draft's cases move, its lines are commented on, and it is to be published later."""
    world = stage.world
    await first_guideline(world)
    held = await world.write(add_case, "lea", code="c2", value=YES, example="He said “rats”.")
    n = (await new_draft(world)).number
    await world.write(edit_clause, "lea", n, edition=1, code="c2", text="a slur, but no quote")
    await stage.watch(f"lea drafts/{n}", f"rui drafts/{n}")
    new = NewCase("c2", NO, before=YES, example="“Vermin”, they wrote.")
    added = await stage.play(add_draft_case, "lea", n, edition=2, new=new)
    await stage.play(expect_answer, "lea", n, held.id, edition=3, value=NO)
    await stage.play(expect_answer, "lea", n, added.id, edition=4, value=None)
    await stage.play(keep_case, "lea", n, held.id, edition=5)
    for words in ("Which quote?", "Shorter."):
        said = Said("c2", None, words, "a slur, not quoted")
        await stage.play(comment_on_draft, "rui", n, edition=6, said=said)
    await stage.play(apply_comment, "lea", n, 1)
    await stage.play(resolve_comment, "lea", n, 2, words="It is, now.")
    await world.write(expect_answer, "lea", n, held.id, edition=7, value=NO)
    await world.write(request_review, "lea", n, edition=8)
    await world.write(approve_draft, "rui", n, edition=8)
    await stage.follow("approved")
    at = now() + timedelta(days=1)
    await stage.play(schedule_publication, "lea", n, edition=8, at=at)
    await stage.play(cancel_publication, "lea", n)


@scene("trials.open_trial", "trials.answer_trial", "trials.stop_trial")
async def tried(stage: Stage) -> None:
    """A draft is tried while it stands open, and on the desks of those who try it."""
    world = stage.world
    await first_guideline(world)
    tasks = await make_tasks(world, ["A post.", "Another."])
    await world.write(answer_all, "lin", YES)
    await world.write(answer_all, "sam", NO)
    n = await change_draft(world)
    here = f"drafts/{n}"
    looks = (f"lea {here}", f"rui {here}", f"lea {here}/trial", f"rui {here}/trial")
    await stage.watch(*looks, "kim notices")
    people = [world.member_id("lin"), world.member_id("kim")]
    edition = (await world.read(draft_of, "lea", n)).edition
    about = {"edition": edition, "tasks": 20, "people": people}
    trial = await stage.play(open_trial, "lea", n, **about)
    await stage.watch(*looks, f"kim trials/{trial.key}")
    for name in ("lin", "kim"):  # the first task alone, so that there is something to stop
        said = {"raw": YES, "comment": f"As {name} reads it.", "seconds": 6}
        await stage.watch(
            *looks, *[f"{other} trials/{trial.key}" for other in {"kim", "lin"} - {name}]
        )
        await stage.play(answer_trial, name, trial.key, tasks[0].key, **said)
    await stage.watch(*looks, f"kim trials/{trial.key}")
    await stage.play(stop_trial, "lea", n)


@scene("guidelines.import_guideline", "guidelines.import_into_draft", "drafts.edit_about",
       "guidelines.push_guideline",
       "drafts.replace_document", "clauses.move_clause", "clauses.restore_clause",
       "clauses.type_changes", "scopes.settle_scope", "drafts.rebase_draft")  # fmt: skip
async def draft_rewritten(stage: Stage) -> None:
    """A draft is rewritten in every way there is, and put onto a newer base."""
    world = stage.world
    await stage.watch("lea drafts", "rui drafts")
    await publish(world, await stage.play(import_guideline, "lea", markdown=PLAIN))
    pushed = (await in_force(world)).markdown.replace("a threat", "each threat")
    await stage.play(push_guideline, "lea", markdown=pushed, base="1.0.0", title="From Git")
    n = (await new_draft(world)).number
    other = await world.write(open_draft, "lea", title="Other", rationale="Also.")
    here = f"drafts/{n}"
    await stage.watch("lea drafts", f"lea {here}", f"rui {here}")
    about = {"title": "Quotes, again", "summary": "What quotes mean."}
    edition = (await stage.play(edit_about, "lea", n, edition=1, **about)).edition
    swear = PLAIN.replace("aimed at nobody", "aimed at no one")
    edition = (
        await stage.play(import_into_draft, "lea", n, edition=edition, markdown=swear)
    ).edition
    text = (await world.read(draft_of, "lea", n)).markdown
    text = text.replace("a threat", "any threat")
    edition = (await stage.play(replace_document, "lea", n, edition=edition, markdown=text)).edition
    edition = (
        await stage.play(move_clause, "lea", n, edition=edition, code="c2", after="c3")
    ).edition
    edition = (await stage.play(restore_clause, "lea", n, edition=edition, code="c3")).edition
    types = {"c5": "editorial"}
    edition = (await stage.play(type_changes, "lea", n, edition=edition, types=types)).edition
    await stage.play(settle_scope, "lea", n, NOTHING, second_person=False, lists={})
    await world.write(edit_clause, "lea", other.number, edition=1, code="c3", text="a threat to it")
    await publish(world, await world.read(draft_of, "lea", other.number))
    await stage.watch("lea drafts", f"lea {here}")
    edition = (await world.read(draft_of, "lea", n)).edition
    await stage.play(rebase_draft, "lea", n, edition=edition)


@scene("guideline_histories.import_history")
async def history_imported(stage: Stage) -> None:
    """A guideline begins with three versions at once, while people look at what is empty."""
    await stage.watch("lea changelog", "lin changelog")
    texts = [PLAIN, PLAIN.replace("a threat", "any threat"), f"{PLAIN}- a joke\n"]
    dates = [datetime(2023, 1, day, tzinfo=UTC) for day in (1, 2, 3)]
    states = [State(*each) for each in zip(trace(texts), dates, strict=True)]
    await stage.play(import_history, "lea", states=states)


def draft_of(db: Session, actor: Actor, number: int) -> Revision:
    """A draft as it stands."""
    return get_draft(db, actor, number)


@scene("imports.take_batch", "imports.finish_import", "imports.fail_import", "tasks.add_task",
       "golds.set_gold")  # fmt: skip
async def imported(stage: Stage) -> None:
    """An import runs and ends, another fails; a task is added by hand and made gold."""
    world = stage.world
    options = ImportOptions("tasks")
    runs = [
        Run(
            await world.write(start_import, "lea", options, filename=name, size=99),
            options,
            parse_schema(ANSWERS),
        )
        for name in ("a.csv", "b.csv")
    ]
    row = parse_task_row(options, runs[0].schema, Row(2, {"id": "t1", "text": "kept"}))
    assert isinstance(row, TaskRow)
    await stage.watch("lea imports", f"lea imports/{runs[0].key}#import-{runs[0].key}")
    await stage.play(take_batch, "lea", runs[0], Batch(tasks=[row], bytes_done=10))
    await stage.play(finish_import, "lea", runs[0].key)
    await stage.watch("lea imports")
    await stage.play(fail_import, "lea", runs[1].key, "The file ended in the middle of a line.")
    task = await stage.play(
        add_task, "lea", external_id="by hand", kind="text", content={"text": "a word"}
    )
    await stage.watch("rui tasks")
    await stage.play(set_gold, "lea", task.key, answer="hateful")


@scene("readings.move_reading", "notices.see_notice", "projects.change_project",
       "invitations.invite_member", "assignments.park_assignment")  # fmt: skip
async def small_things(stage: Stage) -> None:
    """Read marks, a notice seen, a setting, an invitation, a task laid aside."""
    world = stage.world
    number, _ = await asked(world, "lin")
    await say(world, "sam", "lounge", "hello @Lin")
    await world.app.state.followers.settle()
    await stage.watch("lin notices", "lin threads/lounge", "sam threads/lounge")
    await stage.play(move_reading, "lin", "lounge", upto=1)
    notices = await world.read(list_notices, "lin")
    await stage.play(see_notice, "lin", notices[0].id or 0)
    await stage.watch("lea inbox", "lin threads/lounge")
    await stage.play(change_project, "ada", open_discussion=True)
    await stage.play(park_assignment, "lin", await world.read(in_hand, "lin"), question_id=number)
    await stage.watch("rui people")
    _, link = await stage.play(
        invite_member, "ada", Guest(role="labeler", name="Noa", external_id="noa"), days=1
    )
    await world.edge.write(0, accept_invitation, None, link, newcomer=Newcomer("Noa"))
    await stage.follow("accept_invitation")


@scene("labels.submit_label", "withdrawals.withdraw_revision")
async def relabel(stage: Stage) -> None:
    """A relabel opens, is worked off, and is withdrawn with its revision."""
    world = stage.world
    await first_guideline(world)
    await make_tasks(world, ["task one", "task two"])
    await world.write(lambda db, actor: answer_all(db, actor, YES), "lin")
    revision = await change(world, {**NOTHING, "predicate": {"answers": [YES]}})
    await world.app.state.keeper.settle()
    await stage.watch("lea relabels", "rui relabels/1#relabel-progress")
    for value in (YES, "non-hateful"):
        lease = await hold(world, "lin")
        await stage.play(submit_label, "lin", lease, given(value))
    await stage.play(withdraw_revision, "lea", revision.number, reason="Too early.")
    assert await make_task(world)
