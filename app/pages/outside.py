"""The frame of pages outside any project: home, the account, sign-in, invitations."""

from sqlmodel import Session

from app.domain.roles import Actor
from app.languages import mark
from app.pages.frames import Frame, Viewer
from app.records.accounts import Account
from app.settings import Settings

DONE = {
    "saved": mark("Saved."),
    "password": mark("Your password is set. Every other session of yours has ended."),
    "signed-out": mark("You are signed out."),
    "joined": mark("Welcome: you take part in this project now."),
    "left": mark("You do not take part in that project any more."),
    "ended": mark("That session has ended."),
    "asked": mark("A link was sent to that address. Nothing else is, until you have opened it."),
    "no-mail": mark("No mail is sent to you any more."),
    "trial": mark("A trial is on its way to that browser."),
    "untold": mark("That browser is told nothing more."),
    "revoked": mark("That token does not work any more."),
}


def frame_stranger(title: str, *, nonce: str, path: str, settings: Settings) -> Frame:
    """The frame for people who are not signed in."""
    return Frame(title=title, nonce=nonce, path=path, asset_base=settings.asset_base)


def frame_outside(
    db: Session, actor: Actor, title: str, *, nonce: str, path: str, settings: Settings
) -> Frame:
    """The frame for somebody signed in, outside their projects."""
    account = db.get(Account, actor.account_id)
    assert account is not None
    return Frame(
        title=title,
        nonce=nonce,
        path=path,
        viewer=Viewer(account.name, None, None, account.id, False, False, account.is_admin),
        theme=str(account.settings.get("theme", "system")),
        asset_base=settings.asset_base,
    )
