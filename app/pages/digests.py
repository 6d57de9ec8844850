"""What a digest tells besides notices: what waits for its reader, and what was published."""

from collections.abc import Iterator

from sqlmodel import Session

from app.domain.roles import Actor, is_ml_team, is_staff, may_label
from app.domain.texts import excerpt
from app.languages import say, say_many
from app.pages.mail_lines import Line
from app.queries.changelog import list_releases
from app.queries.questions import list_open
from app.queries.waiting import count_waiting
from app.records.letters import Letter
from app.records.projects import Project

MOST_TITLES = 5
MOST_RELEASES = 5


def list_news(
    db: Session, actor: Actor, letter: Letter, project: Project, origin: str
) -> Iterator[Line]:
    """What was published in a project since the last digest, and what waits there."""
    root = f"{origin}/projects/{project.slug}"
    yield from _published(db, actor, letter, root)
    if is_ml_team(actor):
        yield from _questions(db, actor, root)
    waiting = count_waiting(db, actor)
    if is_staff(actor) and waiting.reviews:
        what = say_many(
            "%(count)s draft is in review", "%(count)s drafts are in review", waiting.reviews
        )
        yield Line("waiting", "", what, "", f"{root}/drafts")
    if may_label(actor) and waiting.relabels:
        what = say_many(
            "%(count)s label of yours is to be looked at again",
            "%(count)s labels of yours are to be looked at again",
            waiting.relabels,
        )
        yield Line("waiting", "", what, "", f"{root}/desk")


def _published(db: Session, actor: Actor, letter: Letter, root: str) -> Iterator[Line]:
    for revision in reversed(list_releases(db, actor.project_id, None, MOST_RELEASES)):
        at = revision.published_at
        is_new = at is not None and letter.since < at <= letter.created_at
        if is_new and revision.state != "withdrawn" and revision.published_by != actor.member_id:
            what = say(
                "Version %(version)s of the guideline was published", version=revision.version
            )
            yield Line("published", "", what, excerpt(revision.summary, 300), f"{root}/changelog")


def _questions(db: Session, actor: Actor, root: str) -> Iterator[Line]:
    """Open questions that are not laid aside, the oldest first."""
    found = list_open(db, actor.project_id)[::-1]
    for question in found[:MOST_TITLES]:
        what = say("Question %(number)s waits for a decision", number=question.number)
        url = f"{root}/questions/{question.number}"
        yield Line("waiting", "", what, excerpt(question.title, 200), url)
    if (more := len(found) - MOST_TITLES) > 0:
        what = say_many("%(count)s more question waits", "%(count)s more questions wait", more)
        yield Line("waiting", "", what, "", f"{root}/inbox")
