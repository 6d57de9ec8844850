"""The effect of a relabel, put together for the report, the API and the export alike."""

from dataclasses import dataclass

from sqlmodel import Session

from app.domain.agreement import alpha_from_counts
from app.domain.effects import Effect, Side, flip_rate, side, summarise
from app.domain.majorities import majority
from app.domain.scopes import parse_scope
from app.queries import effects
from app.queries.effects import Contradiction
from app.queries.previews import count_outside
from app.queries.relabels import find_ruled_value
from app.records.relabels import Relabel


@dataclass(frozen=True, slots=True)
class Accuracy:
    """Majority answers against gold: `wrong` of `tasks` differ; a tie counts as wrong.
    `share` is None without gold, and for those who may know nothing of it."""

    share: float | None
    wrong: int
    tasks: int


@dataclass(frozen=True, slots=True)
class EffectView:
    """Before is as of the publication's watermark; after is as of the relabel's end, or now.

    `moves` is (answer before, answer after, items); `contradicting` are the labels in scope that
    differ from the ruling's answer after (the first 5,000), `contradicting_before` and
    `contradicting_after` how many did and do; None where no ruling asks for one answer.
    """

    effect: Effect
    slice_tasks: int
    slice_labels: int
    outside_labels: int
    flips_by_member: dict[str, int]
    moves: tuple[tuple[str, str, int], ...]
    ruled: str | None
    contradicting_before: int | None
    contradicting_after: int | None
    contradicting: tuple[Contradiction, ...]
    accuracy_before: Accuracy
    accuracy_after: Accuracy
    slice_accuracy_before: Accuracy
    slice_accuracy_after: Accuracy
    minutes: float | None
    minutes_per_flip: float | None


def show_effect(db: Session, relabel: Relabel, *, with_gold: bool) -> EffectView:
    """Measure a relabel, running or done; against gold only for the ML team."""
    before, after = relabel.watermark, relabel.ended_at_label
    relabel_id, project_id = relabel.id or 0, relabel.project_id
    counts = effects.count_items(db, relabel_id)
    inside = _side(db, relabel, counts, control=False)
    is_controlled = any(is_control for is_control, _ in counts)
    control = _side(db, relabel, counts, control=True) if is_controlled else None
    votes = [effects.votes_as_of(db, project_id, at) for at in (before, after)]
    everything = [effects.units(each) for each in votes]
    gold = effects.gold_values(db, project_id) if with_gold else {}
    chosen = set(db.scalars(effects.scope_tasks(relabel_id, control=False)))
    slices = [{t: each[t] for t in chosen if t in each} for each in everything]
    outside = count_outside(db, relabel.revision_id, parse_scope(relabel.scope), relabel)
    ruled = find_ruled_value(db, relabel.revision_id)
    minutes = effects.minutes_spent(db, relabel_id)
    flips = counts.get((False, "flipped"), 0)
    return EffectView(
        effect=summarise(inside, control, (_alpha(votes[0]), _alpha(votes[1])), outside),
        slice_tasks=len(chosen),
        slice_labels=sum(n for (is_control, _), n in counts.items() if not is_control),
        outside_labels=outside,
        flips_by_member=effects.count_flips_by_member(db, relabel_id),
        moves=_moves(db, relabel_id),
        ruled=ruled,
        contradicting_before=_count_contradicting(db, relabel, ruled, before),
        contradicting_after=_count_contradicting(db, relabel, ruled, after),
        contradicting=tuple(effects.list_contradicting(db, relabel, ruled, after)) if ruled else (),
        accuracy_before=_accuracy(everything[0], gold),
        accuracy_after=_accuracy(everything[1], gold),
        slice_accuracy_before=_accuracy(slices[0], gold),
        slice_accuracy_after=_accuracy(slices[1], gold),
        minutes=minutes,
        minutes_per_flip=minutes / flips if minutes is not None and flips else None,
    )


def _side(
    db: Session, relabel: Relabel, counts: dict[tuple[bool, str], int], *, control: bool
) -> Side:
    ended = sum(counts.get((control, state), 0) for state in ("kept", "flipped"))
    tasks = effects.scope_tasks(relabel.id or 0, control=control)
    before, after = (
        effects.units(effects.votes_as_of(db, relabel.project_id, at, tasks))
        for at in (relabel.watermark, relabel.ended_at_label)
    )
    rate = flip_rate(counts.get((control, "flipped"), 0), ended)
    return side(rate, list(before.values()), list(after.values()))


def _alpha(votes: list[object]) -> float | None:
    matrix = effects.vote_matrix(votes)
    return alpha_from_counts(*matrix) if matrix else None


def _moves(db: Session, relabel_id: int) -> tuple[tuple[str, str, int], ...]:
    moves = effects.flips_between(db, relabel_id, control=False)
    return tuple((old, new, n) for (old, new), n in sorted(moves.items()))


def _count_contradicting(
    db: Session, relabel: Relabel, ruled: str | None, at: int | None
) -> int | None:
    return None if ruled is None else effects.count_contradicting(db, relabel, ruled, at)


def _accuracy(answers: dict[int, list[str]], gold: dict[int, str]) -> Accuracy:
    judged = [task_id for task_id in answers if task_id in gold]
    wrong = sum(majority(answers[t]).value != gold[t] for t in judged)
    share = (len(judged) - wrong) / len(judged) if judged else None
    return Accuracy(share, wrong, len(judged))
