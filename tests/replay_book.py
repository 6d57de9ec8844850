"""More of the table of the replay law: drafts rewritten, imports, and a relabel from end to end."""

from sqlmodel import Session

from app.actions.assignments import park_assignment
from app.actions.clauses import edit_clause, move_clause, restore_clause, type_changes
from app.actions.drafts import edit_about, open_draft, rebase_draft, replace_document
from app.actions.golds import set_gold
from app.actions.guidelines import import_guideline, import_into_draft
from app.actions.imports import fail_import, finish_import, start_import, take_batch
from app.actions.invitations import Guest, Newcomer, accept_invitation, invite_member
from app.actions.labels import submit_label
from app.actions.notices import see_notice
from app.actions.projects import change_project
from app.actions.readings import move_reading
from app.actions.scopes import settle_scope
from app.actions.tasks import add_task
from app.actions.withdrawals import withdraw_revision
from app.domain.answers import parse_schema
from app.domain.batches import Batch, Run
from app.domain.imports import ImportOptions
from app.domain.roles import Actor
from app.domain.rows import Row
from app.domain.task_rows import TaskRow, parse_task_row
from app.queries.drafts import get_draft
from app.queries.notices import list_notices
from app.records.revisions import Revision
from tests.actions.loop import NOTHING, YES, answer_all, change, given, make_tasks
from tests.book.shelf import PLAIN, first_guideline, new_draft, publish
from tests.cast import ANSWERS
from tests.live.door import in_hand
from tests.replay import Stage
from tests.replay_table import scene
from tests.talk.floor import asked, hold, make_task, say


@scene("guidelines.import_guideline", "guidelines.import_into_draft", "drafts.edit_about",
       "drafts.replace_document", "clauses.move_clause", "clauses.restore_clause",
       "clauses.type_changes", "scopes.settle_scope", "drafts.rebase_draft")  # fmt: skip
async def draft_rewritten(stage: Stage) -> None:
    """A draft is rewritten in every way there is, and put onto a newer base."""
    world = stage.world
    await stage.watch("lea drafts", "rui drafts")
    await publish(world, await stage.play(import_guideline, "lea", markdown=PLAIN))
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
    await stage.play(settle_scope, "lea", n, NOTHING, second_person=False, disputed={})
    await world.write(edit_clause, "lea", other.number, edition=1, code="c3", text="a threat to it")
    await publish(world, await world.read(draft_of, "lea", other.number))
    await stage.watch("lea drafts", f"lea {here}")
    edition = (await world.read(draft_of, "lea", n)).edition
    await stage.play(rebase_draft, "lea", n, edition=edition)


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
