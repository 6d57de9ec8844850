"""The agreement of a project at a moment, reckoned beside the event loop and kept.

A page that reckons as it reads holds everybody up on PostgreSQL. What is wanted is read first, then
reckoned in a thread, and remembered by what it was reckoned as of: labels never change.
"""

import asyncio
from typing import Any

from sqlmodel import Session

from app.domain.agreement import alpha_from_counts, interval_by_patterns
from app.domain.roles import Actor
from app.gate.caller import Caller
from app.pages.effects import Agreement, known_agreements, moments_of
from app.queries.effects import vote_matrix, votes_as_of
from app.queries.relabels import get_relabel

ROUNDS, SEED = 1000, 11
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
    return Agreement(alpha_from_counts(*table), interval_by_patterns(table[0], ROUNDS, SEED))


def _missing(db: Session, actor: Actor, number: int) -> dict[tuple[int, int], Any]:
    """The votes of which nothing is known yet, by project and newest label."""
    relabel = get_relabel(db, actor, number)
    known = known_agreements(db)
    return {
        (relabel.project_id, at): vote_matrix(votes_as_of(db, relabel.project_id, at))
        for at in moments_of(db, relabel)
        if (relabel.project_id, at) not in known
    }
