"""What comes in through a bridge: known by its address, counted, its signature checked."""

from sqlmodel import Session
from starlette.requests import Request

from app.actions.bridges import post_through_bridge
from app.clock import now
from app.domain.bridges import read_text
from app.domain.secrets import hash_secret
from app.domain.signatures import ID, LONGEST_ID, find_fault
from app.domain.texts import check_text
from app.errors import Forbidden, NotFound
from app.queries.bridges import find_bridge


async def take_in(request: Request, token: str) -> None:
    """Post what a program sends. Nothing tells a wrong address from a revoked one."""
    token_hash = hash_secret(token)
    edge, rates = request.app.state.edge, request.app.state.rates
    found = await edge.read(_look_up, token_hash)
    if found is None:
        raise NotFound
    bridge_id, project_id, secret = found
    await rates.spend("bridge", str(bridge_id))
    body = await request.body()
    if secret and (fault := find_fault(secret, request.headers, body, now())):
        raise Forbidden(fault)
    id = request.headers.get(ID) or request.headers.get("idempotency-key") or ""
    check_text(id, most=LONGEST_ID, field=ID)
    await edge.write(project_id, post_through_bridge, token_hash, body=read_text(body), id=id)


def _look_up(db: Session, token_hash: str) -> tuple[int, int, str | None] | None:
    bridge = find_bridge(db, token_hash)
    return (bridge.id or 0, bridge.project_id, bridge.secret) if bridge else None
