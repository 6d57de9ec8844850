"""Newsfeeds: made with an address that is shown once, and revoked."""

from sqlmodel import Session

from app.clock import new_secret, now
from app.domain.roles import Actor
from app.domain.secrets import FEED_PREFIX, hash_secret
from app.queries.newsfeeds import find_own_newsfeed
from app.records.events import record
from app.records.newsfeeds import Newsfeed


def make_newsfeed(db: Session, actor: Actor) -> tuple[Newsfeed, str]:
    """A newsfeed of one's own and the token of its address, which is stored nowhere. One that the
    person had is revoked: there is one address at a time, so that it is known which one to end."""
    revoke_newsfeed(db, actor)
    token = FEED_PREFIX + new_secret()
    newsfeed = Newsfeed(
        project_id=actor.project_id, member_id=actor.member_id, token_hash=hash_secret(token)
    )
    db.add(newsfeed)
    db.flush()
    own = f"member:{actor.member_id}"
    record(db, actor, "newsfeed.made", subject=newsfeed.id or 0, audience=own)
    return newsfeed, token


def revoke_newsfeed(db: Session, actor: Actor) -> None:
    """Make one's address useless. Twice is as good as once."""
    newsfeed = find_own_newsfeed(db, actor)
    if newsfeed is None:
        return
    newsfeed.revoked_at = now()
    db.add(newsfeed)
    db.flush()
    own = f"member:{actor.member_id}"
    record(db, actor, "newsfeed.revoked", subject=newsfeed.id or 0, audience=own)


def note_newsfeed(db: Session, newsfeed_id: int) -> None:
    """Remember that a newsfeed was just read; the door asks for this now and then."""
    newsfeed = db.get(Newsfeed, newsfeed_id)
    if newsfeed:
        newsfeed.used_at = now()
        db.add(newsfeed)
