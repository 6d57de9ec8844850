"""Settling a scope takes a reading and a writing: who differs is found first, off the writer."""

from sqlmodel import Session

from app.actions.scopes import settle_scope
from app.domain.roles import Actor, may_edit_draft
from app.domain.scopes import parse_scope
from app.errors import Forbidden
from app.gate.caller import Caller
from app.languages import say
from app.queries.guidelines import get_revision
from app.queries.previews import list_disputed
from app.queries.terms import get_schema
from app.records.revisions import Revision


async def settle(caller: Caller, number: int, raw: object, second_person: bool) -> Revision:
    """Store a draft's scope with the lists that it needs."""

    def find(db: Session, actor: Actor) -> dict[str, list[int]]:
        get_revision(db, actor, number)
        if not may_edit_draft(actor):
            raise Forbidden(say("The scope is the ML team's to settle."))
        scope = parse_scope(raw, get_schema(db, actor.project_id))
        return list_disputed(db, actor.project_id, scope)

    disputed = await caller.read(find)
    return await caller.write(
        settle_scope, number, raw, second_person=second_person, disputed=disputed
    )
