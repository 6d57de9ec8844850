"""My work: what changed, what became of my answers, what came of my questions, how fast I am.

Nothing here tells of other people, but for how settled tasks ended, and that only to who asked for
it. Nobody is ranked.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from app.clock import now
from app.domain.answers import AnswerSchema, describe
from app.domain.outcomes import differs, last_here, outcome, speeds
from app.domain.proposals import Proposal, sentence
from app.domain.roles import Actor, may_label
from app.domain.texts import excerpt
from app.errors import NotFound
from app.queries.adjudications import map_adjudicated
from app.queries.desk import count_today
from app.queries.grounds import map_cited
from app.queries.own_work import (
    list_own_closed_since,
    list_own_rulings,
    list_own_times,
    list_published_since,
    map_rulings_on,
)
from app.queries.projects import get_project
from app.queries.questions import map_numbers
from app.queries.rulings import map_codes
from app.queries.sightings import Settled, list_settled, map_votes
from app.queries.terms import get_schema
from app.queries.waiting import count_waiting
from app.records.questions import Ruling
from app.records.revisions import Revision

MOST_CODES = 3


@dataclass(frozen=True, slots=True)
class VersionNews:
    """A version that was published while one was away."""

    number: int
    version: str
    title: str


@dataclass(frozen=True, slots=True)
class QuestionNews:
    """A question of one's own that was decided meanwhile."""

    number: int
    title: str
    state: str


@dataclass(frozen=True, slots=True)
class OutcomeView:
    """A settled task that ended otherwise than one's own answer. `how`: majority or adjudicated;
    `codes` are the clauses that say so, as far as anybody named one, `rulings` those that decided a
    question about it."""

    task: UUID
    text: str
    own: str
    final: str
    how: str
    codes: tuple[str, ...]
    rulings: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ThanksView:
    """A ruling in force that came from a question of one's own."""

    ruling: int
    question: int
    decision: str
    version: str
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OwnWorkView:
    """`since`: when one was here before, None where that is not known. `seen` outcomes were looked
    at; `unseen` settled tasks can be. `is_descriptive`: people may differ, so that no answer is
    final. `speeds` are median seconds for a label, oldest first, over `timed` labels."""

    slug: str
    since: datetime | None
    versions: tuple[VersionNews, ...]
    questions: tuple[QuestionNews, ...]
    relabels: int
    is_descriptive: bool
    seen: int
    unseen: int
    outcomes: tuple[OutcomeView, ...]
    thanks: tuple[ThanksView, ...]
    speeds: tuple[float, ...]
    timed: int
    today: int


def show_own_work(db: Session, actor: Actor) -> OwnWorkView:
    """The actor's own work, and nobody else's."""
    if not may_label(actor):
        raise NotFound
    project, schema = get_project(db, actor.project_id), get_schema(db, actor.project_id)
    times = list_own_times(db, actor)
    since = last_here([at for at, _ in times], now())
    may_end = not project.descriptive
    seen = list_settled(db, actor, seen=True) if may_end else []
    timed = [(at, took) for at, took in reversed(times) if took is not None]
    return OwnWorkView(
        slug=project.slug,
        since=since,
        versions=tuple(
            VersionNews(each.number, each.version or "", each.title)
            for each in (list_published_since(db, actor.project_id, since) if since else [])
        ),
        questions=tuple(
            QuestionNews(each.number, excerpt(each.title, 160), each.state)
            for each in (list_own_closed_since(db, actor, since) if since else [])
        ),
        relabels=count_waiting(db, actor).relabels,
        is_descriptive=project.descriptive,
        seen=len(seen),
        unseen=len(list_settled(db, actor, seen=False)) if may_end else 0,
        outcomes=_outcomes(db, schema, seen),
        thanks=_thanks(db, schema, list_own_rulings(db, actor)),
        speeds=tuple(speeds(timed)),
        timed=len(timed),
        today=count_today(db, actor),
    )


def _outcomes(
    db: Session, schema: AnswerSchema, settled: Sequence[Settled]
) -> tuple[OutcomeView, ...]:
    ids = [each.task_id for each in settled]
    votes, decided = map_votes(db, ids), map_adjudicated(db, ids)
    names = [each.name for each in schema.dimensions]
    found: list[tuple[Settled, str, str]] = []
    for each in settled:
        by = decided.get(each.task_id)
        values = [vote.value for vote in votes.get(each.task_id, [])]
        final = outcome(values, names, adjudicated=by.value if by else None)
        if final is not None and differs(each.value, final, names):
            found.append((each, final, "adjudicated" if by else "majority"))
    rulings = map_rulings_on(db, [each.task_id for each, _, _ in found])
    touched = map_codes(db, [one.id or 0 for every in rulings.values() for one in every])
    backing = {
        each.task_id: [vote.label_id for vote in votes[each.task_id] if vote.value == final]
        for each, final, _ in found
    }
    cited = map_cited(db, [id for ids in backing.values() for id in ids])
    return tuple(
        OutcomeView(
            each.key,
            excerpt(each.body, 160),
            describe(schema, each.value),
            describe(schema, final),
            how,
            _codes(rulings[each.task_id], touched, backing[each.task_id], cited),
            tuple(one.number for one in rulings[each.task_id]),
        )
        for each, final, how in found
    )


def _codes(
    rulings: Sequence[Ruling],
    touched: dict[int, tuple[str, ...]],
    backing: Sequence[int],
    cited: dict[int, list[str]],
) -> tuple[str, ...]:
    """The clauses of rulings first, then those that most who gave the final answer cite."""
    ruled = [code for each in rulings for code in touched.get(each.id or 0, ())]
    counted = Counter(code for label_id in backing for code in cited.get(label_id, []))
    return tuple(dict.fromkeys([*ruled, *(code for code, _ in counted.most_common())]))[:MOST_CODES]


def _thanks(
    db: Session, schema: AnswerSchema, found: Sequence[tuple[Ruling, Revision | None]]
) -> tuple[ThanksView, ...]:
    codes = map_codes(db, [ruling.id or 0 for ruling, _ in found])
    numbers = map_numbers(db, [ruling.question_id for ruling, _ in found])
    views = []
    for ruling, revision in found:
        answer = describe(schema, ruling.value) if ruling.value else ""
        said = Proposal("", ruling.condition, answer, ruling.exceptions, ruling.rationale, ())
        views.append(
            ThanksView(
                ruling.number,
                numbers[ruling.question_id],
                sentence(said).replace("**", ""),
                (revision.version or "") if revision else "",
                codes.get(ruling.id or 0, ()),
            )
        )
    return tuple(views)
