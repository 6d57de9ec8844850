"""The agreement of a project at a moment, reckoned beside the event loop and kept.

A page that reckons as it reads holds everybody up on PostgreSQL. What is wanted is read first, then
reckoned in a thread, and remembered by what it was reckoned as of: labels never change.
"""

import asyncio
from typing import Any

from sqlmodel import Session

from app.domain.agreement import alpha_from_counts
from app.domain.patterns import Patterns, estimate
from app.domain.roles import Actor
from app.gate.caller import Caller
from app.pages.effects import Agreement, known_agreements, moments_of
from app.queries.effects import vote_matrix, votes_as_of
from app.queries.relabels import get_relabel

SEED = 11
MOST = 100  # moments remembered


async def reckon_agreements(caller: Caller, number: int) -> None:
    """Have alpha before and after a relabel, with their intervals, at hand for its page."""
    for key, table in (await caller.read(_missing, number)).items():
        agreement = await asyncio.to_thread(_reckon, table)
        known = caller.edge.memory.setdefault("agreements", {})
        if len(known) >= MOST:
            known.clear()
        known[key] = agreement


def _reckon(table: Any) -> Agreement:
    if table is None:  # too many different answers
        return Agreement(None)
    found = estimate(Patterns.of_counts(table[0]), "nominal", seed=SEED)
    interval = (found.low, found.high) if found else None
    return Agreement(alpha_from_counts(*table), interval)


def _missing(db: Session, actor: Actor, number: int) -> dict[tuple[int, int], Any]:
    """The votes of which nothing is known yet, by project and newest label."""
    relabel = get_relabel(db, actor, number)
    known = known_agreements(db)
    return {
        (relabel.project_id, at): vote_matrix(votes_as_of(db, relabel.project_id, at))
        for at in moments_of(db, relabel)
        if (relabel.project_id, at) not in known
    }
