"""A letter put into words, at the moment it is sent: what its reader may read then, and no more."""

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit
from uuid import UUID

from sqlmodel import Session

from app.domain.addresses import sign
from app.domain.roles import Actor
from app.errors import NotFound
from app.languages import say, say_many, speaking
from app.pages.digests import list_news
from app.pages.mail_lines import Line, Section, bare, line_of
from app.pages.render import render, render_text
from app.queries.accounts import language_of
from app.queries.addresses import find_address
from app.queries.letters import list_told_by
from app.queries.members import get_actor
from app.queries.projects import list_projects
from app.records.accounts import Account
from app.records.addresses import Address
from app.records.letters import Letter
from app.records.projects import Project
from app.settings import Settings

PURPOSES = {"notices": "mentions", "digest": "digest"}


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail as it is sent. `follows`: the id that mails of the same topic share, by which a
    mailbox puts them together; `unsubscribe`: where one request stops mails of this kind."""

    to: str
    subject: str
    text: str
    html: str
    id: str
    follows: str = ""
    unsubscribe: str = ""


@dataclass(frozen=True, slots=True)
class MailView:
    """What the templates of a mail are given."""

    title: str
    sections: tuple[Section, ...]
    why: str
    settings_url: str
    unsubscribe: str


@dataclass(frozen=True, slots=True)
class ConfirmationView:
    """What the mail that asks to confirm an address says."""

    title: str
    address: str
    url: str
    origin: str


@dataclass(frozen=True, slots=True)
class TrialView:
    """What the mail that only tries says."""

    title: str
    said: str


def write_mail(db: Session, letter_id: int, settings: Settings) -> Mail | None:
    """A letter in words, in its reader's language; None if there is nothing left to say."""
    letter = db.get(Letter, letter_id)
    address = find_address(db, letter.account_id) if letter else None
    account = db.get(Account, letter.account_id) if letter else None
    if letter is None or address is None or account is None:
        return None
    with speaking(language_of(account)):
        if letter.kind == "confirmation":
            return _confirmation(letter, address, settings)
        sections = tuple(_sections(db, letter, settings))
        return _mail(letter, address, sections, settings) if sections else None


def write_trial(to: str, settings: Settings, key: UUID) -> Mail:
    """A mail that says only that mail works."""
    said = say("Mail from %(origin)s reaches you.", origin=settings.origin)
    view = TrialView(say("It works"), said)
    text, html = _render("mail/trial", view)
    return Mail(
        to, say("A trial mail from Precedent"), text, html, f"<trial-{key}@{_host(settings)}>"
    )


def _confirmation(letter: Letter, address: Address, settings: Settings) -> Mail:
    origin = settings.origin.rstrip("/")
    url = f"{origin}/addresses/{sign(address.account_id, 'confirm', address.secret)}"
    view = ConfirmationView(say("Confirm your address"), address.address, url, origin)
    text, html = _render("mail/confirmation", view)
    subject = say("Confirm your address for Precedent")
    return Mail(address.address, subject, text, html, _id(letter, settings))


def _mail(
    letter: Letter, address: Address, sections: tuple[Section, ...], settings: Settings
) -> Mail:
    origin, purpose = settings.origin.rstrip("/"), PURPOSES[letter.kind]
    stop = f"{origin}/unsubscriptions/{sign(address.account_id, purpose, address.secret)}"
    subject, why = _about(letter, sections)
    view = MailView(subject, sections, why, f"{origin}/account#told", stop)
    text, html = _render("mail/letter", view)
    follows = _topic_id(letter, sections, settings)
    return Mail(address.address, subject, text, html, _id(letter, settings), follows, stop)


def _sections(db: Session, letter: Letter, settings: Settings) -> Iterator[Section]:
    """What there is to tell, by project."""
    for project, _ in list_projects(db, letter.account_id):
        if letter.project_id not in (None, project.id):
            continue
        actor = get_actor(db, letter.account_id, project.id or 0)
        lines = tuple(_lines(db, letter, actor, settings.origin.rstrip("/")))
        if letter.project_id is None:
            lines += tuple(list_news(db, actor, letter, project, settings.origin.rstrip("/")))
        if lines:
            yield _section(project, lines, settings)


def _section(project: Project, lines: tuple[Line, ...], settings: Settings) -> Section:
    if settings.mail_content:
        return Section(" ".join(project.name.split()), lines)
    return Section("", tuple(bare(each) for each in lines))


def _lines(db: Session, letter: Letter, actor: Actor, origin: str) -> Iterator[Line]:
    for notice in list_told_by(db, letter, actor.member_id):
        # what was published is told of in a digest by itself, to those without a notice too
        if letter.kind == "digest" and _is_publication(notice.kind, notice.subject):
            continue
        try:
            yield line_of(db, actor, notice, origin)
        except NotFound:
            continue  # deleted, or not theirs to read any more


def _is_publication(kind: str, subject: dict[str, object]) -> bool:
    return kind == "revision" and not subject.get("withdrawn")


def _about(letter: Letter, sections: tuple[Section, ...]) -> tuple[str, str]:
    """The subject, and why the mail was sent."""
    lines = [line for section in sections for line in section.lines]
    if letter.kind == "digest":
        names = ", ".join(each.name for each in sections if each.name)
        why = say("This is the digest that your account asks for.")
        if not names:
            return say("What waits for you"), why
        return say("What waits for you in %(names)s", names=names), why
    why = say("You were named, or a question of yours has news, and you had not seen it.")
    name = sections[0].name
    if len(lines) == 1 and name:
        return f"{lines[0].by} {lines[0].what} ({name})"[:200], why
    if name:
        return (
            say_many(
                "A notification in %(project)s",
                "%(count)s notifications in %(project)s",
                len(lines),
                project=name,
            ),
            why,
        )
    return say_many("A notification", "%(count)s notifications", len(lines)), why


def _render(name: str, view: object) -> tuple[str, str]:
    return render_text(f"{name}.txt", {"mail": view}), render(f"{name}.html", {"mail": view})


def _id(letter: Letter, settings: Settings) -> str:
    """The same for a letter however often it is tried."""
    return f"<letter-{letter.key}@{_host(settings)}>"


def _topic_id(letter: Letter, sections: tuple[Section, ...], settings: Settings) -> str:
    topics = {line.topic for section in sections for line in section.lines}
    if letter.project_id is None or len(topics) != 1 or "" in topics:
        return ""
    name = topics.pop().replace(":", "-")
    return f"<topic-{letter.project_id}-{name}@{_host(settings)}>"


def _host(settings: Settings) -> str:
    return urlsplit(settings.origin).hostname or "localhost"
