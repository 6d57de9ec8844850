"""Whether a draft can be published: asked when it is, and when a time for it is set."""

from sqlmodel import Session

from app.domain.cases import Verdict
from app.errors import Conflict
from app.languages import say, say_many
from app.queries.approvals import get_standing
from app.queries.drafts import OPEN
from app.queries.expectations import find_verdict
from app.queries.guidelines import find_published
from app.records.revisions import Revision


def need_publishable(db: Session, revision: Revision, edition: int) -> None:
    """Raise Conflict where a draft cannot be published: by its state, its edition, its base, its
    cases, or its approvals."""
    base = find_published(db, revision.project_id)
    if revision.state not in OPEN:
        raise Conflict(
            say("This revision is %(state)s; it is not published twice.", state=say(revision.state))
        )
    if revision.edition != edition:
        raise Conflict(
            say("The draft was edited since you looked. Look again, then publish."),
            edition=revision.edition,
        )
    if (base.id if base else None) != revision.base_id:
        raise Conflict(
            say(
                "Another revision was published since this draft began. Bring the draft up "
                "to date first; its text is safe."
            ),
            version=base.version if base else None,
        )
    standing = get_standing(db, revision)
    if standing.type is None:
        raise Conflict(say("This draft changes nothing; there is nothing to publish."))
    _need_agreement(find_verdict(db, revision), revision)
    if standing.objections:
        raise Conflict(say("A reviewer asks for changes in this edition. Edit the draft first."))
    if not standing.is_approved:
        raise Conflict(say("The draft still needs approval by somebody other than its author."))


def _need_agreement(verdict: Verdict, revision: Revision) -> None:
    """The types that were claimed are those that the cases show."""
    if verdict.contradicting:
        raise Conflict(
            say_many(
                "%(count)s case expects another answer under this draft, though the change of its "
                "clause is said to be editorial. Give the change another type, or the case its "
                "answer back.",
                "%(count)s cases expect another answer under this draft, though the changes of "
                "their clauses are said to be editorial. Give the changes another type, or the "
                "cases their answers back.",
                len(verdict.contradicting),
            ),
            cases=list(verdict.contradicting),
            do="type",
        )
    if verdict.is_unmoved and not revision.unmoved.strip():
        raise Conflict(
            say(
                "A change is said to be substantive, and no case changes its answer. Add a case "
                "that does, give it another type, or say why it is substantive all the same."
            ),
            do="explain",
        )
