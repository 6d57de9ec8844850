"""Hunts played to their end by a judge who knows the answers."""

import json
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from app.domain.hunts import (
    AT_RANDOM,
    BATCH,
    CONTROL,
    Places,
    Round,
    bound_recall,
    draw,
    next_kind,
    rank,
)
from app.domain.likeness import Collection, bags_of

CASES = 5


@dataclass
class Played:
    """Hunts for the same tasks: what share each found, what it judged for each affected task, and
    what it claimed to have found."""

    name: str
    recalls: list[float] = field(default_factory=list)
    efforts: list[float] = field(default_factory=list)
    bounds: list[float] = field(default_factory=list)

    @property
    def holds(self) -> float:
        """In what share of the hunts the claim was true."""
        pairs = zip(self.bounds, self.recalls, strict=True)
        return float(np.mean([bound <= recall for bound, recall in pairs]))

    def line(self) -> str:
        """All of it in one line."""
        return (
            f"{self.name:<24} recall {np.median(self.recalls):.3f} (least {min(self.recalls):.3f})"
            f"  judged {np.median(self.efforts):.2f} for each"
            f"  claimed {np.median(self.bounds):.3f}, true in {self.holds:.2f}"
        )


def play_all(items: Path, seeds: int) -> dict[str, Played]:
    """HateCheck's functionalities, each hunted for so many times from other cases."""
    rows = [json.loads(line) for line in items.read_text("utf-8").splitlines()]
    texts = Collection([bags_of(row["text"]) for row in rows])
    kinds = [row["functionality"] for row in rows]
    played = {}
    for name in sorted(set(kinds)):
        truth = np.array([kind == name for kind in kinds])
        played[name] = Played(name)
        for seed in range(seeds):
            play(played[name], texts, truth, seed)
    return played


def play(into: Played, texts: Collection, truth: np.ndarray, seed: int) -> None:
    """One hunt, from five cases to its end."""
    cases = np.random.default_rng(seed).permutation(np.flatnonzero(truth))[:CASES]
    judged: Places = cases
    rounds: list[Round] = []
    while kind := next_kind(rounds, len(truth) - len(judged)):
        if kind == AT_RANDOM:
            rest = np.setdiff1d(np.arange(len(truth)), judged)
            batch = draw(rest, CONTROL, seed * 1000 + len(rounds))
        else:
            batch = rank(texts.table, judged, truth[judged], seed * 1000 + len(rounds))[:BATCH]
        before = len(truth) - len(judged)
        rounds.append(Round(kind, len(batch), int(truth[batch].sum()), before))
        judged = np.concatenate([judged, batch])
    found = int(truth[judged].sum())
    bound = bound_recall(rounds, found)
    into.recalls.append(found / int(truth.sum()))
    into.efforts.append((len(judged) - CASES) / int(truth.sum()))
    into.bounds.append(1.0 if bound is None else bound)
