"""How the report on proxies is made: tasks read in pieces, then held against each proxy."""

from dataclasses import dataclass
from typing import Any

from sqlmodel import Session
from starlette.requests import Request

from app.domain.figures import Standing
from app.domain.objectives import Aspect, Judged, ProxyFacts, find_aspect
from app.domain.partings import report_on
from app.gate.caller import Caller
from app.gate.figures import Asked, Progress, figures
from app.pages.objectives import need_aspect
from app.queries.proxies import find_last_task, list_proxy_facts, read_judged
from app.queries.terms import get_schema
from app.records.edge import Edge

READING = 0.5  # of the work


@dataclass(frozen=True, slots=True)
class Gathered:
    """Which of the people's values is meant, the proxies, and all tasks that one of them knows."""

    aspect: Aspect | None
    proxies: list[ProxyFacts]
    tasks: list[Judged]


async def gather_judged(edge: Edge, asked: Asked, progress: Progress) -> Gathered:
    """Read everything, a piece at a time."""

    def first(db: Session) -> tuple[Aspect | None, list[ProxyFacts], int]:
        schema = get_schema(db, asked.project_id)
        proxies = list_proxy_facts(db, asked.project_id)
        return find_aspect(schema, asked.rest), proxies, find_last_task(db, asked.project_id)

    aspect, proxies, last = await edge.read(first)
    tasks: list[Judged] = []
    after: int | None = 0 if aspect else None
    while after is not None:
        piece, after = await edge.read(read_judged, asked.project_id, after)
        tasks += piece
        progress.share = READING * (after or last) / max(1, last)
    return Gathered(aspect, proxies, tasks)


def reckon_objective(gathered: Gathered, progress: Progress) -> tuple[dict[str, Any], None]:
    """A report on every proxy, in the order in which they were named."""
    reports = []
    for place, proxy in enumerate(gathered.proxies, 1):
        if gathered.aspect:
            reports.append(report_on(gathered.aspect, proxy, gathered.tasks))
        progress.share = READING + (1 - READING) * place / len(gathered.proxies)
    return {"reports": reports}, None


async def ask_objective(request: Request, caller: Caller, value: str) -> Standing | None:
    """The report on the value named, as it stands; None where there is no number to reckon with."""
    key = await caller.read(need_aspect, value)
    if key is None:
        return None
    return await figures(request).ask(caller.project_id, f"objective/{key}")
