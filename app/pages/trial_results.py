"""What the answers of a trial say: agreement, task by task, what became what."""

from dataclasses import dataclass

from sqlmodel import Session

from app.domain.answers import describe
from app.domain.texts import excerpt
from app.domain.trials import FELL, FELL_SURELY, Outcome, count_moves
from app.languages import say
from app.queries.members import map_names
from app.queries.relabels import find_ruled_value
from app.queries.terms import get_schema
from app.queries.trials import Reading, map_expected

MOST_NAMES = 8  # answers that a picture of what became what can hold


@dataclass(frozen=True, slots=True)
class GivenView:
    """Who answered what; in the trial with what they remarked, and the seconds it took."""

    name: str
    value: str
    words: str
    comment: str = ""
    seconds: float | None = None


@dataclass(frozen=True, slots=True)
class TriedView:
    """A task of a trial. `expected`: what a case says of it, in words."""

    external_id: str
    key: str
    text: str
    in_scope: bool
    before: tuple[GivenView, ...]
    after: tuple[GivenView, ...]
    is_split: bool
    expected: str | None


@dataclass(frozen=True, slots=True)
class Agreeing:
    """How many answers are the expected one: `right` of `all`, before and in the trial; `words`:
    that answer, where it is one for all."""

    words: str
    right_before: int
    all_before: int
    right: int
    all: int


def say_fall(outcome: Outcome) -> str:
    """That agreement fell, and how surely; nothing where it did not."""
    if outcome.verdict not in (FELL, FELL_SURELY):
        return ""
    before, after = outcome.before, outcome.after
    assert before is not None, "there is a difference"
    assert after is not None, "so it has two sides"
    shares = {
        "before": f"{100 * before.value:.0f} %",
        "after": f"{100 * after.value:.0f} %",
        "tasks": outcome.tasks,
    }
    if outcome.verdict == FELL_SURELY:
        return say(
            "In the trial people agreed less under this draft, and by more than chance: %(after)s "
            "where it was %(before)s, on %(tasks)s tasks.",
            **shares,
        )
    return say(
        "In the trial people agreed less under this draft: %(after)s where it was %(before)s, on "
        "%(tasks)s tasks. By these few it may be chance.",
        **shares,
    )


def view_tasks(db: Session, reading: Reading) -> tuple[TriedView, ...]:
    """Those on which people still differ first, then those with a remark."""
    project_id = reading.trial.project_id
    schema, given = get_schema(db, project_id), reading.given()
    people = {each.member_id for each in reading.answers}
    people |= {who for tried, _ in reading.rows for who, _ in tried.before}
    names, expected = map_names(db, project_id, people), _expected(db, reading)
    after: dict[int, list[GivenView]] = {}
    for each in reading.answers:
        name, words = names.get(each.member_id, ""), describe(schema, each.value)
        view = GivenView(name, each.value, words, each.comment, each.seconds)
        after.setdefault(each.task_id, []).append(view)
    views = [
        TriedView(
            external_id=task.external_id,
            key=str(task.key),
            text=excerpt(task.body, 240),
            in_scope=tried.in_scope,
            before=tuple(
                GivenView(names.get(who, ""), value, describe(schema, value))
                for who, value in tried.before
            ),
            after=tuple(after.get(tried.task_id, ())),
            is_split=given[tried.task_id].is_split,
            expected=describe(schema, expected[task.id]) if task.id in expected else None,
        )
        for tried, task in reading.rows
    ]
    return tuple(sorted(views, key=_weight))


def _weight(view: TriedView) -> tuple[bool, bool, bool]:
    return not view.is_split, not any(each.comment for each in view.after), not view.after


def view_moves(
    db: Session, reading: Reading
) -> tuple[tuple[str, ...], tuple[tuple[int, ...], ...]]:
    """What became what: names of answers, and a row of counts for each; nothing for too many."""
    moves = count_moves(reading.given().values())
    values = sorted({value for pair in moves for value in pair})
    if len(values) > MOST_NAMES:
        return (), ()
    schema = get_schema(db, reading.trial.project_id)
    names = tuple(describe(schema, value) for value in values)
    return names, tuple(tuple(moves[old, new] for new in values) for old in values)


def view_cases(db: Session, reading: Reading) -> Agreeing | None:
    """How many give the answer of the cases among the tasks."""
    return _agreeing("", _expected(db, reading), reading)


def view_ruled(db: Session, reading: Reading) -> Agreeing | None:
    """How many give the one answer that the draft's rulings ask for, on the tasks in scope."""
    ruled = find_ruled_value(db, reading.trial.revision_id)
    if ruled is None:
        return None
    words = describe(get_schema(db, reading.trial.project_id), ruled)
    return _agreeing(words, {t.task_id: ruled for t, _ in reading.rows if t.in_scope}, reading)


def _expected(db: Session, reading: Reading) -> dict[int, str]:
    tasks = [tried.task_id for tried, _ in reading.rows]
    return map_expected(db, reading.trial.revision_id, tasks)


def _agreeing(words: str, expected: dict[int, str], reading: Reading) -> Agreeing | None:
    if not expected:
        return None
    sides = {
        task_id: (given.before, given.after)
        for task_id, given in reading.given().items()
        if task_id in expected
    }
    counts = [
        (
            sum(pair[side].count(expected[task_id]) for task_id, pair in sides.items()),
            sum(len(pair[side]) for pair in sides.values()),
        )
        for side in (0, 1)
    ]
    return Agreeing(words, *counts[0], *counts[1])
