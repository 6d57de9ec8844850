"""API tokens over the API."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, Field
from sqlmodel import Session
from starlette.responses import Response

from app.actions.tokens import MOST_DAYS, PERSONAL_DAYS, Grant, make_token, revoke_token
from app.domain.roles import Actor
from app.domain.texts import ShortText
from app.gate.caller import Number, Somebody, Steward, doorkeeper
from app.pages.accounts import NewToken, TokenView, show_new_token, show_tokens
from app.pages.listings import Listing
from app.queries.projects import find_own_project_id

router = APIRouter(prefix="/tokens", tags=["account"])
ScopeName = Literal["read", "label", "discuss", "manage", "import", "export"]


class TokenBody(BaseModel):
    """What a token may do: scopes, in one project or in all of yours, and for how long."""

    name: ShortText = Field(examples=["Nightly export"])
    scopes: list[ScopeName] = Field(min_length=1, max_length=6, examples=[["read", "export"]])
    project: ShortText | None = Field(None, examples=["hate-speech"])
    days: int | None = Field(
        PERSONAL_DAYS, ge=1, le=MOST_DAYS, description="null: it does not expire."
    )


@router.get("")
async def list_tokens(
    caller: Somebody, after: Annotated[int | None, Query(ge=1, le=2**62)] = None
) -> Listing[TokenView]:
    """Your tokens that still work, newest first; never their secrets."""
    return await caller.read(show_tokens, after)


@router.post("", status_code=201, response_model=NewToken)
async def post_token(caller: Steward, request: Request, body: TokenBody) -> Response:
    """Make a token. Its secret is in this answer and nowhere else. Made with a token, it may do
    no more and last no longer than that one."""

    def make(db: Session, actor: Actor) -> NewToken:
        project_id = find_own_project_id(db, actor, body.project) if body.project else None
        grant = Grant(body.name, tuple(body.scopes), project_id, body.days)
        made_with = caller.identity.token_id
        return show_new_token(db, *make_token(db, actor, grant, made_with=made_with))

    return await caller.reply(request, make)


@router.delete("/{token_id}", status_code=204)
async def delete_token(caller: Steward, request: Request, token_id: Number) -> Response:
    """Revoke one of your tokens; it stops working within seconds, here at once."""
    told = await caller.reply(request, revoke_token, token_id)
    doorkeeper(request).forget()
    return told
