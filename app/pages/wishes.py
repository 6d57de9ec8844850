"""What somebody is told when away, as they see it themselves; and where links in mails lead."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlmodel import Session

from app.domain.addresses import is_address
from app.domain.hours import clock_of, zones
from app.domain.roles import Actor
from app.queries.addresses import find_address, find_wishes
from app.records.accounts import Account
from app.records.addresses import DIGESTS, Address, Wishes


@dataclass(frozen=True, slots=True)
class AddressView:
    """One's mail address. `state`: none, asked (its link was not opened yet), confirmed, or
    refused, and then `refusal` is what the mail server said."""

    address: str
    state: str
    asked_at: datetime | None = None
    refused_at: datetime | None = None
    refusal: str = ""


@dataclass(frozen=True, slots=True)
class WishesView:
    """What one wishes. Times of day are written "22:30", or empty; `zone` is empty until chosen,
    and then it is UTC."""

    zone: str
    mentions: bool
    digest: str
    digest_hour: int
    quiet_from: str
    quiet_until: str
    quiet_weekends: bool
    browser: bool


@dataclass(frozen=True, slots=True)
class Typed:
    """What was sent and could not be kept."""

    wishes: WishesView | None = None
    address: str | None = None


NOTHING = Typed()


@dataclass(frozen=True, slots=True)
class Away:
    """The part of the account page about being told when away. `sends_mail`: whether this instance
    does; `typed`: what stands in the field for the address."""

    sends_mail: bool
    address: AddressView
    typed: str
    wishes: WishesView
    errors: Mapping[str, str] = field(default_factory=dict)
    zones: tuple[str, ...] = field(default_factory=zones)
    digests: tuple[str, ...] = DIGESTS


@dataclass(frozen=True, slots=True)
class LinkView:
    """The page that a link in a mail leads to. `what`: confirm, mentions or digest."""

    token: str
    what: str
    address: str
    is_done: bool = False


def show_address(db: Session, actor: Actor) -> AddressView:
    """Where one's mail goes."""
    return view_address(find_address(db, actor.account_id))


def view_address(found: Address | None) -> AddressView:
    """An address for its owner."""
    if found is None:
        return AddressView("", "none")
    state = "refused" if found.refused_at else "confirmed" if found.confirmed_at else "asked"
    return AddressView(found.address, state, found.asked_at, found.refused_at, found.refusal)


def show_wishes(db: Session, actor: Actor) -> WishesView:
    """What one wishes to be told."""
    return view_wishes(find_wishes(db, actor.account_id))


def view_wishes(found: Wishes) -> WishesView:
    """Wishes for whose they are."""
    return WishesView(
        zone=found.zone,
        mentions=found.mentions,
        digest=found.digest,
        digest_hour=found.digest_hour,
        quiet_from=clock_of(found.quiet_from),
        quiet_until=clock_of(found.quiet_until),
        quiet_weekends=found.quiet_weekends,
        browser=found.browser,
    )


def show_away(
    db: Session, actor: Actor, sends_mail: bool, typed: Typed, errors: Mapping[str, str]
) -> Away:
    """The account page's part."""
    account = db.get(Account, actor.account_id)
    name = (account.email if account else None) or ""
    address = show_address(db, actor)
    said = address.address or (name if is_address(name) else "")
    return Away(
        sends_mail=sends_mail,
        address=address,
        typed=said if typed.address is None else typed.address,
        wishes=typed.wishes or show_wishes(db, actor),
        errors=errors,
    )
