"""The table of the replay law: for every action, a scene in which pages must follow it.

A scene lets people look at pages and plays actions before them (tests/replay.py). Each names the
actions it plays; an action without a scene, and without a reason in QUIET, fails the suite.
"""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from uuid import UUID

from app.actions.approvals import approve_draft, request_review, return_draft
from app.actions.assignments import claim_task, release_assignment, skip_assignment
from app.actions.cases import add_case, remove_case
from app.actions.checks import answer_check
from app.actions.clauses import add_clause, edit_clause, end_clause, type_change
from app.actions.drafts import discard_draft, edit_about, open_draft
from app.actions.flags import Mark, raise_flag
from app.actions.gold_keys import choose_golds
from app.actions.labels import Given, correct_label, submit_label, undo_label
from app.actions.members import add_annotator, change_role, remove_member, rename_member
from app.actions.merges import merge_question, separate_question
from app.actions.messages import edit_message, post_message
from app.actions.namesakes import match_member, match_named
from app.actions.notices import see_all_notices
from app.actions.publications import acknowledge_revision, publish_revision
from app.actions.questions import (
    answer_question,
    decline_question,
    reopen_question,
    snooze_question,
    title_question,
)
from app.actions.removals import delete_message
from app.actions.resumptions import resume_assignment
from app.actions.rulings import make_ruling, withdraw_ruling
from app.actions.tasks import reopen_task, spoil_task
from app.actions.withdrawals import withdraw_revision
from app.clock import new_id, new_ordered_id, now
from app.domain.clauses import Clause
from app.pages.readings import show_reading
from tests.book.shelf import first_guideline
from tests.replay import Stage
from tests.talk.floor import asked, flag, held_task, hold, make_task, say

Scene = Callable[[Stage], Awaitable[None]]
SCENES: dict[str, tuple[Scene, frozenset[str]]] = {}
GAP: Mark = {"category": "guideline_gap", "note": "Do quotes count?"}


def scene(*actions: str) -> Callable[[Scene], Scene]:
    """Enter a scene, with the actions it plays."""

    def enter(play: Scene) -> Scene:
        SCENES[play.__name__] = (play, frozenset(actions))
        return play

    return enter


@scene("messages.post_message", "messages.edit_message", "removals.delete_message")
async def lounge(stage: Stage) -> None:
    """People talk: sent, edited, taken back; a first message in an empty thread too."""
    await stage.watch("lin threads/lounge", "lea threads/lounge", "vic threads/lounge")
    first, second = new_ordered_id(), new_ordered_id()
    await stage.play(post_message, "lin", "lounge", key=first, body="hello *there*")
    await stage.play(post_message, "lea", "lounge", key=second, body="hello, Lin")
    await stage.play(edit_message, "lin", first, body="hello **there**")
    await stage.play(delete_message, "lea", second)


@scene("messages.post_message", "labels.submit_label", "labels.correct_label", "labels.undo_label")
async def task_thread(stage: Stage) -> None:
    """A task is talked about by those who may, and opens to whoever answers it."""
    task = await make_task(stage.world)
    lease = await hold(stage.world, "sam")
    await hold(stage.world, "lin")
    topic = f"threads/task:{task}"
    await stage.watch(f"sam {topic}", f"lin {topic}", f"lea {topic}")
    await stage.play(post_message, "lin", f"task:{task}", key=new_ordered_id(), body="secret")
    await stage.play(post_message, "lea", f"task:{task}", key=new_ordered_id(), body="by the team")
    cid = new_id()
    await stage.play(submit_label, "sam", lease, Given("hateful", cid=cid))
    await stage.play(undo_label, "sam", cid)
    made = await stage.play(submit_label, "sam", lease, Given("hateful", cid=new_id()))
    await stage.watch(f"lea tasks/{task}/labels/{made.id}")
    await stage.play(correct_label, "sam", task, Given("non-hateful", cid=new_id()))


@scene("flags.raise_flag", "messages.post_message", "questions.title_question",
       "questions.snooze_question", "questions.answer_question", "questions.reopen_question",
       "notices.see_all_notices")  # fmt: skip
async def question_answered(stage: Stage) -> None:
    """Flags open a question and join it; it is titled, talked about, answered, opened again."""
    world = stage.world
    task = await make_task(world)
    await hold(world, "lin")
    await hold(world, "sam")
    await stage.watch("lea inbox", "rui inbox", "lin questions", "lea notices")
    first = await stage.play(raise_flag, "lin", task, key=new_ordered_id(), **GAP)
    assert first.question_id
    pages = ("lea inbox", "rui questions/1", "lea questions/1", "lin questions/1", "lin questions")
    await stage.watch(*pages, "lin notices")
    await stage.play(title_question, "lea", 1, title="Do quoted slurs count?")
    await stage.play(raise_flag, "sam", task, key=new_ordered_id(), join=1, **GAP)
    await stage.play(post_message, "lin", "question:1", key=new_ordered_id(), body="I mean this")
    await stage.play(snooze_question, "lea", 1, until=now() + timedelta(days=1))
    await stage.play(snooze_question, "lea", 1, until=None)
    await stage.play(answer_question, "lea", 1, key=new_ordered_id(), body="They do not.")
    await stage.play(reopen_question, "lea", 1)
    await stage.play(see_all_notices, "lin")


@scene("questions.decline_question", "merges.merge_question", "merges.separate_question")
async def questions_closed(stage: Stage) -> None:
    """One question is a duplicate of another, taken out and merged again; the other is declined
    citing the guideline."""
    world = stage.world
    await first_guideline(world)
    for name in ("lin", "sam"):
        await make_task(world, f"A task for {name}.")
    await flag(world, "lin", await held_task(world, "lin"))
    await flag(world, "sam", await held_task(world, "sam"), "Do quotation marks count?")
    pages = ("lea inbox", "lea questions/1", "lea questions/2", "lin questions", "sam questions")
    await stage.watch(*pages, "sam notices", "sam questions/2", "rui threads/question:2")
    await stage.play(merge_question, "lea", 2, into=1)
    await stage.watch("sam questions", "sam notices", "sam questions/2", *pages[:3])
    await stage.play(separate_question, "lea", 2)
    await stage.play(merge_question, "lea", 2, into=1)
    await stage.watch(
        "lea inbox", "lea questions/1", "lin questions/1", "sam questions", "sam notices"
    )
    await stage.play(
        decline_question, "lea", 1, key=new_ordered_id(), clause="c2", body="It says so."
    )


@scene("rulings.make_ruling", "rulings.withdraw_ruling")
async def ruling(stage: Stage) -> None:
    """A question is ruled: people may differ; and the ruling is withdrawn."""
    world = stage.world
    await first_guideline(world)
    await asked(world, "lin")
    pages = ("lea inbox", "lea questions/1", "lin questions/1", "lin questions", "rui rulings")
    await stage.watch(*pages, "lin rulings", "lin notices", "lea drafts")
    decision = {"outcome": "differ", "condition": "a quoted slur", "rationale": "It depends."}
    await stage.play(make_ruling, "lea", 1, key=new_ordered_id(), **decision)  # type: ignore[arg-type]
    await stage.play(withdraw_ruling, "lea", 1, reason="Not thought through.")


@scene("drafts.open_draft", "clauses.edit_clause", "clauses.add_clause", "clauses.end_clause",
       "clauses.type_change", "approvals.request_review", "approvals.approve_draft",
       "approvals.return_draft", "drafts.edit_about",
       "publications.publish_revision", "publications.acknowledge_revision",
       "withdrawals.withdraw_revision")  # fmt: skip
async def revision(stage: Stage) -> None:
    """A draft is edited, reviewed, published, read, and withdrawn."""
    world = stage.world
    await first_guideline(world)
    await stage.watch("lea drafts", "rui drafts")
    number = (await stage.play(open_draft, "lea", title="Quotes", rationale="Asked twice.")).number
    here, irony = f"drafts/{number}", Clause("", None, 3, "rule", "irony is not hate")
    await stage.watch("lea drafts", f"lea {here}", f"rui {here}")
    await stage.play(edit_clause, "lea", number, edition=1, code="c2", text="a slur, not quoted")
    await stage.play(add_clause, "lea", number, edition=2, after="c3", clause=irony)
    await stage.play(end_clause, "lea", number, edition=3, code="c5")
    await stage.play(type_change, "lea", number, edition=4, code="c2", type="clarifying")
    await stage.play(edit_about, "lea", number, edition=5, unmoved="No case is at hand.")
    await stage.play(request_review, "lea", number, edition=6)
    await stage.play(return_draft, "rui", number, edition=6, words="And *irony*?")
    await stage.play(request_review, "lea", number, edition=6)
    await stage.play(approve_draft, "rui", number, edition=6)
    # the guideline itself says that there is a new version: no text changes under a reader's eyes
    await stage.watch("lea drafts", "lea changelog", "lin changelog")
    await stage.play(publish_revision, "lea", number, edition=6)
    await stage.watch("lea changelog", "rui changelog", "lin changelog")
    await stage.play(acknowledge_revision, "lin", number)
    await stage.play(withdraw_revision, "lea", number, reason="Too early.")


@scene("gold_keys.choose_golds", "checks.answer_check", "publications.acknowledge_revision")
async def revision_checked(stage: Stage) -> None:
    """What becomes of trusted answers is chosen; a labeler passes the check of what was
    published."""
    world = stage.world
    await first_guideline(world)
    await asked(world, "lin")
    decision = {"outcome": "change", "value": "hateful", "condition": "quoted", "rationale": "So."}
    cases = [{"example": "one", "value": "hateful"}, {"example": "two", "value": "non-hateful"}]
    await world.write(make_ruling, "lea", 1, cases=cases, **decision)  # type: ignore[arg-type]
    await stage.watch("rui drafts/2", "lea drafts/2")
    await stage.play(choose_golds, "lea", 2, choices={}, rest=("rekey", ""))
    await world.write(request_review, "lea", 2, edition=1)
    await world.write(approve_draft, "rui", 2, edition=1)
    await world.write(publish_revision, "lea", 2, edition=1)
    await stage.watch("lea revisions/2/reading", "rui revisions/2/reading", "lea changelog")
    await stage.play(acknowledge_revision, "lin", 2)
    answers = {1: "hateful", 2: "non-hateful"}
    for _ in answers:
        page = await world.read(show_reading, "lin", 2)
        assert page.check
        case = page.check.case
        about = {"case_id": case, "round": 1}
        await stage.play(answer_check, "lin", 2, answer=answers[case], **about)
    assert (await world.read(show_reading, "lin", 2)).is_passed


@scene("drafts.discard_draft", "cases.add_case", "cases.remove_case")
async def draft_discarded(stage: Stage) -> None:
    """A draft goes; cases come and go."""
    await first_guideline(stage.world)
    await stage.watch("lea cases", "rui cases")
    case = await stage.play(add_case, "lea", code="c2", value="hateful", example="an example")
    await stage.play(remove_case, "lea", case.id or 0)
    draft = await stage.world.write(open_draft, "lea", title="Quotes", rationale="")
    await stage.watch("lea drafts", "rui drafts", f"rui drafts/{draft.number}")
    await stage.play(discard_draft, "lea", draft.number)


@scene("members.add_annotator", "members.change_role", "members.rename_member",
       "members.remove_member", "namesakes.match_member", "namesakes.match_named")  # fmt: skip
async def people(stage: Stage) -> None:
    """People come, change and go."""
    world = stage.world
    await stage.watch("lea people", "ada people", "rui people")
    made = await stage.play(add_annotator, "lea", external_id="a1", name="A one")
    member = made.id or 0
    await stage.play(rename_member, "lea", member, name="A. One", external_id="a-1")
    await stage.play(change_role, "ada", world.member_id("kim"), role="reviewer")
    other = await stage.play(add_annotator, "lea", external_id="a2", name="A two")
    await stage.play(match_member, "lea", other.id or 0, same_as=member)
    await stage.play(match_named, "lea", other.id or 0, same_as="")
    await stage.play(remove_member, "ada", world.member_id("sam"))


@scene("tasks.spoil_task", "tasks.reopen_task", "assignments.claim_task",
       "assignments.skip_assignment", "resumptions.resume_assignment",
       "assignments.release_assignment")  # fmt: skip
async def queue(stage: Stage) -> None:
    """A task leaves the queue and comes back; people take tasks and give them back."""
    task: UUID = await make_task(stage.world)
    await make_task(stage.world, "Another one.")
    await stage.watch("lea tasks", f"rui tasks/{task}")
    await stage.play(spoil_task, "lea", task)
    await stage.play(reopen_task, "lea", task)
    lease = await stage.play(claim_task, "lin")
    assert lease
    await stage.play(release_assignment, "lin", lease.key)
    lease = await stage.play(claim_task, "lin")
    assert lease
    await stage.play(skip_assignment, "lin", lease.key, reason="unclear")
    await stage.play(resume_assignment, "lin", lease.key)
    await stage.play(skip_assignment, "lin", lease.key, reason="unclear")
    await say(stage.world, "lea", f"task:{task}", "for later")


# Actions that change nothing anybody else may be looking at, each with the reason.
QUIET: dict[str, str] = {
    "newsfeeds.make_newsfeed": "one's own address, on the page that has just answered",
    "newsfeeds.revoke_newsfeed": "one's own address, on the page that has just answered",
    "accounts.change_account": "an account's own page, which has just answered",
    "accounts.set_password": "an account's own page, which has just answered",
    "addresses.set_address": "an account's own page, which has just answered",
    "addresses.remove_address": "an account's own page, which has just answered",
    "wishes.set_wishes": "an account's own page, which has just answered",
    "subscriptions.need_server_key": "one's own browser, which has just been answered",
    "subscriptions.add_subscription": "an account's own page, which has just answered",
    "subscriptions.renew_subscription": "one's own browser, which has just been answered",
    "subscriptions.remove_subscription": "an account's own page, which has just answered",
    "pushes.send_trial": "an account's own page, which has just answered",
    "learners.add_learner": "the model's own page, which it leads to",
    "proxies.make_proxy": "the report says as of when it was reckoned",
    "proxies.change_proxy": "the report says as of when it was reckoned",
    "proxies.remove_proxy": "the report says as of when it was reckoned",
    "sightings.see_outcomes": "one's own page, which has just answered",
    "imports.need_importer": "only asks whether one may",
    "pictures.need_uploader": "only asks whether one may",
    "pictures.add_picture": "a picture shows when a task uses it",
    "attachments.need_sender": "only asks whether one may",
    "attachments.add_attachment": "one's own upload, which the page that sends it holds",
    "attachments.drop_attachment": "one's own upload, which the page that sends it holds",
    "attachments.forget_contents": "bytes that no row names",
    "imports.start_import": "its first batch says that it runs",
    "invitations.revoke_invitation": "an invitation is seen where it was made",
    "invitations.accept_invitation": "played in small_things, by somebody who is not yet a member",
    "projects.make_project": "nobody can look at it before it is there",
    "resemblances.tell_from_task": "one's own list, which has just answered",
    "resemblances.tell_from_question": "one's own list, which has just answered",
    "resemblances.offer_at_task": "one's own list, which has just answered",
    "searches.keep_search": "one's own page, which has just answered",
    "searches.drop_search": "one's own page, which has just answered",
    "messages.tell": "is the telling itself",
    "scopes.begin_discussion": "one's own words, which the page that it leads to holds",
    "message_drafts.keep_draft": "one's own words, which the page that sends them holds",
    "readings.move_back": "one's own mark; the page that asks draws its line itself",
    "projects.archive_project": "the list of projects is outside any project",
    "sign_ins.end_sign_in": "closes that session's sockets (tests/live/test_doors.py)",
    "tokens.make_token": "an account's own page, which has just answered",
    "tokens.revoke_token": "closes that token's sockets (tests/live/test_doors.py)",
}
