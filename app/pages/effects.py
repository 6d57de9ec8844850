"""The effect of a relabel, put together for the report, the API and the export alike."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session

from app.domain.agreement import alpha_from_counts
from app.domain.effects import Effect, Side, flip_rate, majority_moves, side, summarise
from app.domain.majorities import majority
from app.domain.scopes import parse_scope
from app.queries import effects
from app.queries.effects import Contradiction
from app.queries.gold_keys import golds_as_of, select_golds
from app.queries.labels import newest_label
from app.queries.previews import count_outside
from app.queries.relabels import find_ruled_value
from app.records.relabels import Relabel
from app.records.revisions import Revision


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
    were made again and differ from the ruling's answer after (the first 5,000), and
    `contradicting_made` is how many; `contradicting_before` and `contradicting_after` how many of
    all in scope did and do; None where no ruling asks for one answer. The
    intervals of alpha are of 95 %, by resampling tasks; None until they are reckoned.
    `majorities` is (majority before, after, tasks) where it changed in scope; None is a tie.
    """

    effect: Effect
    slice_tasks: int
    slice_labels: int
    outside_labels: int
    flips_by_member: dict[str, int]
    moves: tuple[tuple[str, str, int], ...]
    majorities: tuple[tuple[str | None, str | None, int], ...]
    ruled: str | None
    contradicting_before: int | None
    contradicting_after: int | None
    contradicting_made: int | None
    contradicting: tuple[Contradiction, ...]
    accuracy_before: Accuracy
    accuracy_after: Accuracy
    slice_accuracy_before: Accuracy
    slice_accuracy_after: Accuracy
    minutes: float | None
    minutes_per_flip: float | None
    alpha_before_interval: tuple[float, float] | None
    alpha_after_interval: tuple[float, float] | None
    flagged_at: datetime | None
    ruled_at: datetime | None
    published_at: datetime | None
    relabeled_at: datetime | None
    added_flips: int


@dataclass(frozen=True, slots=True)
class Agreement:
    """Krippendorff's alpha of a project, None where it is undefined, with its 95 % interval, None
    too where it was not reckoned."""

    alpha: float | None
    interval: tuple[float, float] | None = None


def known_agreements(db: Session) -> dict[tuple[int, int], Agreement]:
    """What gate/effects.py has reckoned, by project and newest label: labels never change."""
    known: dict[tuple[int, int], Agreement]
    known = db.info.get("memory", {}).setdefault("agreements", {})
    return known


def moments_of(db: Session, relabel: Relabel) -> tuple[int, int]:
    """The newest labels as of which a relabel's before and after are read."""
    after = relabel.ended_at_label
    return relabel.watermark, newest_label(db, relabel.project_id) if after is None else after


def show_effect(db: Session, relabel: Relabel, *, with_gold: bool) -> EffectView:
    """Measure a relabel, running or done; against gold only for the ML team."""
    before, after = relabel.watermark, relabel.ended_at_label
    relabel_id, project_id = relabel.id or 0, relabel.project_id
    counts = effects.count_items(db, relabel_id)
    inside = _side(db, relabel, counts, control=False)
    control = _side(db, relabel, counts, control=True) if any(f for f, _ in counts) else None
    times = effects.find_times(db, relabel)
    first, last = (_agreement(db, project_id, at) for at in moments_of(db, relabel))
    added = effects.count_added_flips(db, relabel_id)
    chosen = effects.scope_tasks(relabel_id, control=False)
    slices = [_units(db, project_id, at, chosen) for at in (before, after)]
    golds = _golds(db, relabel) if with_gold else ({}, {})
    trusted = select_golds(project_id)
    judged = [_units(db, project_id, at, trusted) if with_gold else {} for at in (before, after)]
    outside = count_outside(db, relabel.revision_id, parse_scope(relabel.scope), relabel)
    ruled = find_ruled_value(db, relabel.revision_id)
    minutes = effects.minutes_spent(db, relabel_id)
    flips = counts.get((False, "flipped"), 0)
    return EffectView(
        effect=summarise(inside, control, (first.alpha, last.alpha), outside, added),
        slice_tasks=effects.count_scope_tasks(db, relabel_id),
        slice_labels=sum(n for (is_control, _), n in counts.items() if not is_control),
        outside_labels=outside,
        flips_by_member=effects.count_flips_by_member(db, relabel_id),
        moves=_moves(db, relabel_id),
        majorities=tuple((old, new, n) for (old, new), n in majority_moves(*slices).items()),
        ruled=ruled,
        contradicting_before=_count_contradicting(db, relabel, ruled, before),
        contradicting_after=_count_contradicting(db, relabel, ruled, after),
        contradicting_made=_count_contradicting(db, relabel, ruled, after, made=True),
        contradicting=tuple(effects.list_contradicting(db, relabel, ruled, after)) if ruled else (),
        accuracy_before=_accuracy(judged[0], golds[0]),
        accuracy_after=_accuracy(judged[1], golds[1]),
        slice_accuracy_before=_accuracy(slices[0], golds[0]),
        slice_accuracy_after=_accuracy(slices[1], golds[1]),
        minutes=minutes,
        minutes_per_flip=minutes / flips if minutes is not None and flips else None,
        alpha_before_interval=first.interval,
        alpha_after_interval=last.interval,
        flagged_at=times["flagged"],
        ruled_at=times["ruled"],
        published_at=times["published"],
        relabeled_at=times["relabeled"],
        added_flips=added,
    )


def _golds(db: Session, relabel: Relabel) -> tuple[dict[int, str], dict[int, str]]:
    """The trusted answers before and after: each time is judged by the version in force then."""
    base = db.get_one(Revision, relabel.revision_id).base_id
    before, after = (
        golds_as_of(db, relabel.project_id, each) for each in (base, relabel.revision_id)
    )
    return before, after


def _side(
    db: Session, relabel: Relabel, counts: dict[tuple[bool, str], int], *, control: bool
) -> Side:
    made = effects.count_made(counts, control=control)
    # what an early stop leaves stays as it was; what a person skipped is measured with the rest
    unmade = ("open", "skipped") if relabel.stopped_at else () if relabel.done_at else ("open",)
    tasks = effects.scope_tasks(relabel.id or 0, control=control, unmade=unmade)
    before, after = (
        _units(db, relabel.project_id, at, tasks)
        for at in (relabel.watermark, relabel.ended_at_label)
    )
    rate = flip_rate(counts.get((control, "flipped"), 0), made)
    return side(rate, list(before.values()), list(after.values()))


def _agreement(db: Session, project_id: int, at: int) -> Agreement:
    """What is known of a moment; where nothing is, the alpha alone."""
    known = known_agreements(db).get((project_id, at))
    if known is not None:
        return known
    matrix = effects.vote_matrix(effects.votes_as_of(db, project_id, at))
    return Agreement(alpha_from_counts(*matrix) if matrix else None)


def _units(db: Session, project_id: int, at: int | None, tasks: Any) -> dict[int, list[str]]:
    return effects.units(effects.votes_as_of(db, project_id, at, tasks))


def _moves(db: Session, relabel_id: int) -> tuple[tuple[str, str, int], ...]:
    moves = effects.flips_between(db, relabel_id, control=False)
    return tuple((old, new, n) for (old, new), n in sorted(moves.items()))


def _count_contradicting(
    db: Session, relabel: Relabel, ruled: str | None, at: int | None, *, made: bool = False
) -> int | None:
    if ruled is None:
        return None
    return effects.count_contradicting(db, relabel, ruled, at, made=made)


def _accuracy(answers: dict[int, list[str]], gold: dict[int, str]) -> Accuracy:
    judged = [task_id for task_id in answers if task_id in gold]
    wrong = sum(majority(answers[t]).value != gold[t] for t in judged)
    share = (len(judged) - wrong) / len(judged) if judged else None
    return Accuracy(share, wrong, len(judged))
