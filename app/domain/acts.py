"""What people did, in words: the kinds of events that the list of acts shows, in groups."""

from collections.abc import Mapping

from app.languages import mark

GROUPS = {
    "people": mark("People"),
    "project": mark("Settings"),
    "tasks": mark("Tasks"),
    "labels": mark("Labels"),
    "discussions": mark("Discussions"),
    "questions": mark("Questions"),
    "rulings": mark("Rulings"),
    "guideline": mark("Guideline"),
    "relabels": mark("Relabels"),
    "webhooks": mark("Webhooks"),
}
ACTS: Mapping[str, Mapping[str, str]] = {
    "people": {
        "member.invited": mark("Invitation made"),
        "member.uninvited": mark("Invitation taken back"),
        "member.joined": mark("Person joined"),
        "member.changed": mark("Person changed"),
        "member.removed": mark("Person removed"),
        "member.muted": mark("Person muted"),
        "member.unmuted": mark("Person may write again"),
        "pause.proposed": mark("Pause of a labeler proposed by the bound"),
        "pause.made": mark("Labeler paused"),
        "pause.declined": mark("Proposed pause declined"),
        "pause.appealed": mark("Pause appealed against"),
        "pause.ended": mark("Labeler given work again"),
    },
    "project": {
        "project.made": mark("Project made"),
        "project.changed": mark("Settings changed"),
        "project.archived": mark("Archived, or taken out again"),
    },
    "tasks": {
        "tasks.imported": mark("Tasks added"),
        "labels.imported": mark("Labels imported"),
        "task.spoiled": mark("Task marked as bad"),
        "task.reopened": mark("Task opened again"),
        "gold.set": mark("Trusted answers set"),
        "gold.chosen": mark("Trusted answers that a draft contradicts looked at"),
        "gold.rekeyed": mark("Trusted answers re-keyed by a publication"),
        "gold.retired": mark("Trusted answer mixed in no more"),
        "gold.restored": mark("Trusted answer mixed in again"),
        "gold.planned": mark("How gold is mixed in changed"),
        "gold.judged": mark("Doubt about a trusted answer decided"),
    },
    "labels": {
        "label.submitted": mark("Label submitted"),
        "label.corrected": mark("Label corrected"),
        "label.undone": mark("Label taken back"),
        "aside.begun": mark("Labels of a person set aside"),
        "aside.returned": mark("Labels set aside brought back"),
        "assignment.skipped": mark("Task skipped"),
        "assignment.resumed": mark("Skip taken back"),
        "assignment.released": mark("Task given back"),
    },
    "discussions": {
        "message.posted": mark("Message written"),
        "message.edited": mark("Message edited"),
        "message.deleted": mark("Message removed"),
        "message.redacted": mark("Message redacted"),
        "message.moved": mark("Message moved"),
        "thread.locked": mark("Discussion locked"),
        "thread.unlocked": mark("Discussion unlocked"),
    },
    "questions": {
        "flag.raised": mark("Flag raised"),
        "flag.redacted": mark("Flag redacted"),
        "question.opened": mark("Question opened"),
        "question.joined": mark("Question asked, too"),
        "question.titled": mark("Question titled"),
        "question.answered": mark("Question answered"),
        "question.declined": mark("Question declined"),
        "question.merged": mark("Question merged"),
        "question.separated": mark("Merge undone"),
        "question.snoozed": mark("Question laid aside"),
        "question.reopened": mark("Question opened again"),
    },
    "rulings": {
        "ruling.made": mark("Ruling made"),
        "ruling.came_in_force": mark("Ruling came into force"),
        "ruling.withdrawn": mark("Ruling withdrawn"),
    },
    "guideline": {
        "draft.opened": mark("Draft begun"),
        "draft.edited": mark("Draft edited"),
        "draft.discarded": mark("Draft discarded"),
        "draft.approved": mark("Draft approved"),
        "draft.returned": mark("Draft sent back"),
        "review.requested": mark("Review asked for"),
        "comment.made": mark("Draft commented on"),
        "comment.applied": mark("Suggestion applied"),
        "comment.resolved": mark("Comment answered"),
        "publication.scheduled": mark("Publication scheduled"),
        "publication.cancelled": mark("Scheduled publication cancelled"),
        "scope.changed": mark("Scope changed"),
        "hunt.judged": mark("Tasks judged affected or not"),
        "trial.opened": mark("Trial of a draft opened"),
        "trial.ended": mark("Trial of a draft ended"),
        "case.added": mark("Case added"),
        "case.removed": mark("Case removed"),
        "guideline.imported": mark("Guideline's history imported"),
        "revision.published": mark("Version published"),
        "revision.withdrawn": mark("Version withdrawn"),
        "revision.acknowledged": mark("Version read and acknowledged"),
    },
    "relabels": {
        "relabel.opened": mark("Relabel opened"),
        "relabel.ended": mark("Relabel ended"),
        "relabel.withdrawn": mark("Relabel withdrawn"),
        "relabel.paused": mark("Relabel paused"),
        "relabel.resumed": mark("Relabel resumed"),
        "relabel.widened": mark("Relabel made wider"),
        "relabel.handed": mark("Labels given to others"),
        "relabel.stopped": mark("Relabel stopped early"),
        "restoration.begun": mark("Labels set on their way back"),
        "restoration.ended": mark("Labels brought back"),
    },
    "webhooks": {
        "endpoint.made": mark("Webhook added"),
        "endpoint.changed": mark("Webhook changed"),
        "endpoint.rotated": mark("Webhook's secret renewed"),
        "endpoint.stopped": mark("Webhook switched off"),
        "endpoint.removed": mark("Webhook removed"),
        "bridge.made": mark("Bridge made"),
        "bridge.revoked": mark("Bridge closed"),
    },
}
TAKEN_UP = mark("Question taken up again")  # what being laid aside is called when it ends
WORDS = {kind: words for acts in ACTS.values() for kind, words in acts.items()}
# no act of a project's people: of the instance, of one person alone, or what follows by itself
UNLISTED = frozenset(
    {
        *("account.made", "account.changed", "signin.made", "signin.ended"),
        *("token.made", "token.revoked", "reading.moved"),
        *("newsfeed.made", "newsfeed.revoked"),
        *("notice.made", "notice.seen", "notice.returned"),
        *("assignment.parked", "thread.followed", "message.reacted", "message.left"),
        *(
            "question.told",
            "question.ruled",
            "draft.overtaken",
            "import.changed",
            "publication.missed",
        ),
        *("relabel.seeded", "relabel.progressed", "hunt.drawn", "check.answered"),
        *("aside.ended", "gold.settled", "gold.doubted", "gold.told"),
        *("restoration.progressed", "trial.invited", "trial.answered", "trial.closed"),
    }
)


def kinds_of(group: str) -> tuple[str, ...]:
    """The kinds of a group of acts; all of them where it is none."""
    return tuple(ACTS.get(group, WORDS))
