"""Reactions under messages: who answered with which sign."""

from collections.abc import Iterable

from sqlmodel import Session, col, select

from app.records.members import Member
from app.records.threads import Reaction


def map_reactions(
    db: Session, message_ids: Iterable[int]
) -> dict[int, dict[str, list[tuple[int, str]]]]:
    """Member id and name of those who gave each sign, by message and sign, the first sign first."""
    rows = db.execute(
        select(Reaction.message_id, Reaction.emoji, Member.id, Member.name)
        .join(Member, col(Member.id) == col(Reaction.member_id))
        .where(col(Reaction.message_id).in_(list(message_ids)))
        .order_by(col(Reaction.created_at), col(Reaction.member_id))
    )
    found: dict[int, dict[str, list[tuple[int, str]]]] = {}
    for message_id, emoji, member_id, name in rows:
        found.setdefault(message_id, {}).setdefault(emoji, []).append((member_id, name))
    return found
