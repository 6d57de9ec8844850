"""Credit where it is due: the ruling, the question behind it, and the people who asked."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlmodel import Session

from app.domain.answers import AnswerSchema, describe
from app.domain.proposals import Proposal, sentence
from app.languages import say
from app.queries.changelog import Credit
from app.queries.terms import get_schema


@dataclass(frozen=True, slots=True)
class CreditView:
    """A ruling in words. `title` is the question's where the ML team wrote it, for an asker's own
    words are for those who may read the question: staff, and `openers`, member ids."""

    ruling: int
    state: str
    decision: str
    rationale: str
    question: int
    title: str
    askers: tuple[str, ...]
    openers: tuple[int, ...]


def view_credits(db: Session, project_id: int, credits: Iterable[Credit]) -> tuple[CreditView, ...]:
    """Credits as they are shown to everybody."""
    schema = get_schema(db, project_id)
    return tuple(_view(schema, credit) for credit in credits)


def _view(schema: AnswerSchema, credit: Credit) -> CreditView:
    ruling, question = credit.ruling, credit.question
    answer = describe(schema, ruling.value) if ruling.value else ""
    said = Proposal("", ruling.condition, answer, ruling.exceptions, ruling.rationale, ())
    return CreditView(
        ruling=ruling.number,
        state=ruling.state,
        decision=sentence(said),
        rationale=ruling.rationale,
        question=question.number,
        title=question.title
        if question.titled_by_team
        else say("Question %(number)s", number=question.number),
        askers=credit.askers,
        openers=credit.openers,
    )
