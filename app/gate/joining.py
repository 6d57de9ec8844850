"""Whoever follows an invitation's link: signed in or not, and in whose log it is written."""

from sqlmodel import Session

from app.domain.roles import Actor
from app.errors import Forbidden
from app.languages import say
from app.queries.accounts import Identity
from app.queries.invitations import get_offer


def as_instance(identity: Identity) -> Actor:
    """Who is signed in, as an actor outside any project. A token for one project joins no other."""
    if identity.project_id is not None:
        raise Forbidden(say("This token is for one project only."))
    role = "admin" if identity.is_admin else "none"
    return Actor(
        identity.account_id, 0, identity.account_id, role, identity.name, language=identity.language
    )


def home_of(db: Session, secret: str) -> int:
    """The project that a link invites to; 0 for the instance itself."""
    return get_offer(db, secret).project_id or 0
