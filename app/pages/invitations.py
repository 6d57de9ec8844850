"""Invitations that are out: for the people page, and the link of a new one, shown once."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from sqlmodel import Session

from app.domain.roles import Actor
from app.pages.listings import Listing
from app.queries.invitations import list_invitations
from app.records.members import Invitation

PAGE = 200


@dataclass(frozen=True, slots=True)
class InvitationView:
    """An invitation that still stands. `member_id`: the annotator whom it lets somebody claim."""

    id: int
    role: str
    name: str
    external_id: str | None
    member_id: int | None
    created_at: datetime
    expires_at: datetime


@dataclass(frozen=True)
class NewInvitation(InvitationView):
    """An invitation just made; its `link` and `secret` are shown this once."""

    SECRETS: ClassVar[tuple[str, ...]] = ("secret", "link")

    secret: str | None = None
    link: str | None = None


def show_invitations(
    db: Session, actor: Actor, after: int | None = None
) -> Listing[InvitationView]:
    """Invitations that still stand, newest first."""
    found = list_invitations(db, actor, after, PAGE + 1)
    items = tuple(view_invitation(each) for each in found[:PAGE])
    return Listing(items, items[-1].id if len(found) > PAGE else None)


def view_invitation(invitation: Invitation) -> InvitationView:
    """An invitation, without its link: that was shown once."""
    return InvitationView(*_invitation(invitation))


def show_new_invitation(invitation: Invitation, secret: str, origin: str) -> NewInvitation:
    """An invitation just made, with its link."""
    link = f"{origin.rstrip('/')}/invitations/{secret}"
    return NewInvitation(*_invitation(invitation), secret, link)


def _invitation(
    each: Invitation,
) -> tuple[int, str, str, str | None, int | None, datetime, datetime]:
    who = (each.id or 0, each.role, each.name, each.external_id, each.member_id)
    return *who, each.created_at, each.expires_at
