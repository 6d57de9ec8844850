"""Settling a scope takes readings and a writing.

What it names by what has to be worked out (who differs, what is alike) is found first, off the
writer.
"""

import asyncio
from dataclasses import dataclass

from sqlmodel import Session

from app.actions.scopes import choose_makers, settle_scope
from app.domain.roles import Actor
from app.domain.scopes import Scope, parse_scope
from app.domain.suggestions import Suggestion, reaches, resemble, steps, suggest
from app.errors import Invalid
from app.gate.caller import Caller
from app.gate.corpora import MOST, Corpora, list_readable
from app.languages import say
from app.queries.drafts import get_editable
from app.queries.guidelines import map_clause_ids
from app.queries.hunts import list_candidates
from app.queries.scope_lists import find_selected, list_case_texts, list_changing, sample_bodies
from app.queries.terms import get_schema
from app.records.revisions import Revision


@dataclass(frozen=True, slots=True)
class Asked:
    """A scope to be settled, the lists that it needs, and what a task has to be like."""

    scope: Scope
    lists: dict[str, list[int]]
    cases: list[str]
    candidates: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Leads:
    """What the cases of a draft suggest: words and signs, and for each threshold of likeness (per
    cent) how many tasks reach it and the one that does so least. `is_too_large`: there are more
    labeled tasks than are looked through."""

    cases: int
    words: tuple[Suggestion, ...]
    likeness: tuple[tuple[int, int, int], ...]
    is_too_large: bool


async def settle(
    caller: Caller,
    corpora: Corpora,
    number: int,
    raw: object,
    second_person: bool,
    again_by: str,
) -> Revision:
    """Store a draft's scope with the lists that it needs."""

    def find(db: Session, actor: Actor) -> Asked:
        scope, cases = _look_up(db, actor, number, raw)
        lists = list_changing(db, actor.project_id, scope)
        return Asked(scope, lists, cases, list_readable(db, actor.project_id) if cases else ())

    asked = await caller.read(find)
    if asked.cases:
        texts = await corpora.read(caller, asked.candidates)
        nearest = await asyncio.to_thread(resemble, texts, asked.cases)
        places = reaches(nearest, asked.scope.similar).tolist()
        asked.lists["d"] = [asked.candidates[place] for place in places]

    def act(db: Session, actor: Actor) -> Revision:
        lists = asked.lists
        settle_scope(db, actor, number, raw, second_person=second_person, lists=lists)
        return choose_makers(db, actor, number, again_by=again_by)

    return await caller.write(act)


def check_scope(db: Session, actor: Actor, number: int, raw: object) -> None:
    """Refuse what cannot be right in the scope of a draft, hand-picked tasks included."""
    scope, _ = _look_up(db, actor, number, raw)
    find_selected(db, actor, scope)


def check_wider(db: Session, actor: Actor, raw: object) -> None:
    """The same of what a relabel is to be made wider for."""
    scope = parse_scope(raw, get_schema(db, actor.project_id))
    _check_codes(db, actor, scope)
    find_selected(db, actor, scope)


def _look_up(db: Session, actor: Actor, number: int, raw: object) -> tuple[Scope, list[str]]:
    """A draft's scope, and the texts of its cases where tasks have to be like them."""
    revision = get_editable(db, actor, number)
    scope = parse_scope(raw, get_schema(db, actor.project_id))
    _check_codes(db, actor, scope)
    cases = list_case_texts(db, revision.id or 0) if scope.similar else []
    if scope.similar and not cases:
        raise Invalid(say("The draft has no case yet that a task could be like."), "similar")
    return scope, cases


async def find_lists(caller: Caller, raw: object) -> dict[str, list[int]]:
    """The tasks that a predicate names by what people may still change."""

    def find(db: Session, actor: Actor) -> dict[str, list[int]]:
        scope = parse_scope(raw, get_schema(db, actor.project_id))
        _check_codes(db, actor, scope)
        return list_changing(db, actor.project_id, scope)

    return await caller.read(find)


async def find_leads(caller: Caller, corpora: Corpora, number: int) -> Leads:
    """What the cases of a draft suggest; for who may settle its scope."""

    def find(db: Session, actor: Actor) -> tuple[list[str], list[str], list[str], tuple[int, ...]]:
        revision = get_editable(db, actor, number)
        known = list_case_texts(db, revision.id or 0, with_selected=True)
        if not known:
            return [], [], [], ()
        cases = list_case_texts(db, revision.id or 0)
        others = sample_bodies(db, actor.project_id)
        return known, cases, others, tuple(list_candidates(db, actor.project_id))

    known, cases, others, candidates = await caller.read(find)
    words = tuple(await asyncio.to_thread(suggest, known, others))
    if not cases or len(candidates) > MOST:
        return Leads(len(known), words, (), len(candidates) > MOST)
    texts = await corpora.read(caller, candidates)
    nearest = await asyncio.to_thread(resemble, texts, cases)
    likeness = tuple((each.share, each.count, candidates[each.last]) for each in steps(nearest))
    return Leads(len(known), words, likeness, is_too_large=False)


def _check_codes(db: Session, actor: Actor, scope: Scope) -> None:
    """A clause that is not in the guideline is said by name, instead of matching nothing."""
    wanted = scope.predicate.cites
    missing = set(wanted) - map_clause_ids(db, actor.project_id, wanted).keys()
    if missing:
        raise Invalid(say("There is no clause %(code)s.", code=min(missing)), "cites")
