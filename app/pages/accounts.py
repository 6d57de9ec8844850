"""An account as its owner sees it: sessions, tokens, settings; and the pages that lead to one."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar

from sqlmodel import Session

from app.domain.agents import name_agent
from app.domain.roles import SCOPES, Actor
from app.errors import NotFound
from app.languages import LANGUAGES
from app.pages.listings import Listing
from app.pages.subscriptions import SubscriptionsPage, show_subscriptions
from app.pages.wishes import NOTHING, Away, Typed, show_away
from app.queries.accounts import language_of, list_demo_accounts, list_sign_ins
from app.queries.invitations import get_offer
from app.queries.projects import list_projects, map_slugs
from app.queries.tokens import list_tokens
from app.records.accounts import THEMES, Account, SignIn, Token
from app.records.projects import Project
from app.settings import Settings


@dataclass(frozen=True, slots=True)
class Profile:
    """Who one is on this instance. `email` is what one signs in with."""

    account_id: int
    name: str
    email: str | None
    has_password: bool
    is_admin: bool
    theme: str
    language: str


@dataclass(frozen=True, slots=True)
class SignInView:
    """A browser session. `is_current`: the one that asks."""

    id: int
    agent: str
    created_at: datetime
    seen_at: datetime
    is_current: bool


@dataclass(frozen=True, slots=True)
class TokenView:
    """An API token. `project`: the only one it works in, or None for all of its owner's."""

    id: int
    name: str
    prefix: str
    scopes: tuple[str, ...]
    project: str | None
    created_at: datetime
    expires_at: datetime | None
    used_at: datetime | None


@dataclass(frozen=True)
class NewToken(TokenView):
    """A token just made; `secret` is shown this once."""

    SECRETS: ClassVar[tuple[str, ...]] = ("secret",)

    secret: str | None = None


@dataclass(frozen=True, slots=True)
class AccountView:
    """The account page."""

    profile: Profile
    sign_ins: tuple[SignInView, ...]
    tokens: tuple[TokenView, ...]
    projects: tuple[tuple[str, str], ...]
    away: Away
    browsers: SubscriptionsPage
    new_token: NewToken | None = None
    errors: Mapping[str, str] = field(default_factory=dict)
    scopes: tuple[str, ...] = SCOPES
    themes: tuple[str, ...] = THEMES
    languages: tuple[tuple[str, str], ...] = tuple(LANGUAGES.items())


@dataclass(frozen=True, slots=True)
class SignInForm:
    """The sign-in page: what was typed, what was wrong, and the people of a demo."""

    email: str = ""
    next: str = "/"
    errors: Mapping[str, str] = field(default_factory=dict)
    demo: tuple[tuple[int, str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class OfferView:
    """An invitation as its bearer sees it. `viewer`: the name of whoever is signed in."""

    secret: str
    project: str | None
    role: str
    name: str
    claims: bool
    viewer: str | None = None
    email: str = ""
    errors: Mapping[str, str] = field(default_factory=dict)


def show_profile(db: Session, actor: Actor) -> Profile:
    """One's own account."""
    account = db.get(Account, actor.account_id)
    if account is None:
        raise NotFound
    return view_account(account)


def view_account(account: Account) -> Profile:
    """An account for whoever it belongs to."""
    theme = str(account.settings.get("theme", "system"))
    has_password = account.password_hash is not None
    return Profile(
        account.id or 0,
        account.name,
        account.email,
        has_password,
        account.is_admin,
        theme,
        language_of(account),
    )


def show_account(
    db: Session,
    actor: Actor,
    settings: Settings,
    sign_in_id: int | None,
    new_token: NewToken | None = None,
    errors: Mapping[str, str] | None = None,
    typed: Typed = NOTHING,
) -> AccountView:
    """The account page of whoever asks."""
    projects = [(each.slug, each.name) for each, _ in list_projects(db, actor.account_id or 0)]
    return AccountView(
        show_profile(db, actor),
        show_sign_ins(db, actor, settings, sign_in_id).items,
        show_tokens(db, actor).items,
        tuple(projects),
        show_away(db, actor, settings.sends_mail, typed, errors or {}),
        show_subscriptions(db, actor),
        new_token,
        errors or {},
    )


def show_sign_ins(
    db: Session, actor: Actor, settings: Settings, sign_in_id: int | None
) -> Listing[SignInView]:
    """One's own sessions that still stand."""
    found = list_sign_ins(db, actor, settings)
    return Listing(tuple(_sign_in(each, sign_in_id) for each in found), None)


def show_tokens(db: Session, actor: Actor, after: int | None = None) -> Listing[TokenView]:
    """One's own tokens that still work, newest first."""
    found, following = list_tokens(db, actor, after)
    slugs = map_slugs(db, {each.project_id for each in found})
    return Listing(tuple(TokenView(*_token(each, slugs)) for each in found), following)


def show_new_token(db: Session, token: Token, secret: str) -> NewToken:
    """A token just made, with its secret."""
    return NewToken(*_token(token, map_slugs(db, {token.project_id})), secret)


def show_offer(db: Session, secret: str) -> OfferView:
    """What a link invites to."""
    offer = get_offer(db, secret)
    project = db.get(Project, offer.project_id) if offer.project_id else None
    claims = offer.member_id is not None
    return OfferView(secret, project.name if project else None, offer.role, offer.name, claims)


def show_demo_people(db: Session) -> tuple[tuple[int, str, str], ...]:
    """The people of the demo: account, name, and what they do."""
    return tuple(
        (each.id or 0, each.name, str(each.settings.get("does", "")))
        for each in list_demo_accounts(db)
    )


def _sign_in(each: SignIn, current: int | None) -> SignInView:
    return SignInView(
        each.id or 0, name_agent(each.agent), each.created_at, each.seen_at, each.id == current
    )


def _token(
    each: Token, slugs: dict[int, str]
) -> tuple[int, str, str, tuple[str, ...], str | None, datetime, datetime | None, datetime | None]:
    project = slugs.get(each.project_id or 0)
    scopes = tuple(each.scopes)
    times = (each.created_at, each.expires_at, each.used_at)
    return each.id or 0, each.name, each.prefix, scopes, project, *times
