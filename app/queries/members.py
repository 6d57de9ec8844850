"""Members: who takes part in a project, as their project-mates may know it."""

import re
from collections.abc import Iterable

from sqlalchemy import bindparam, case
from sqlalchemy import select as pick
from sqlmodel import Session, col, func, select

from app.domain.roles import Actor, Role
from app.errors import NotFound
from app.records.columns import table
from app.records.members import Member
from app.records.quick import Quick

# built once: every request asks it
_MEMBERS = table(Member).c
_ACTOR = Quick(
    pick(
        *(_MEMBERS.id, _MEMBERS.role, _MEMBERS.name, _MEMBERS.muted_until),
        *(_MEMBERS.language, _MEMBERS.paused),
    ).where(
        _MEMBERS.project_id == bindparam("project"),
        _MEMBERS.account_id == bindparam("account"),
        _MEMBERS.removed_at.is_(None),
    )
)

# what staff call people: an annotator is to be found again in the file they came from
STAFF_NAME = case(
    (
        col(Member.account_id).is_(None) & (col(Member.name) != col(Member.external_id)),
        col(Member.name) + " (" + col(Member.external_id) + ")",
    ),
    else_=col(Member.name),
)


def get_actor(db: Session, account_id: int, project_id: int) -> Actor:
    """The account's person in the project; to everybody else the project does not exist."""
    row = _ACTOR.first(db, {"project": project_id, "account": account_id})
    if row is None:
        raise NotFound
    return Actor(account_id, project_id, *row)


def find_actor(db: Session, member_id: int) -> Actor | None:
    """A member who can sign in as an actor, for what the house itself tells them."""
    member = db.get(Member, member_id)
    if member is None or member.removed_at is not None or member.account_id is None:
        return None
    who = member.account_id, member.project_id, member_id, member.role, member.name
    return Actor(*who, member.muted_until, member.language)


def count_by_role(db: Session, project_id: int) -> dict[str, int]:
    """How many people who sign in have each role."""
    rows = db.execute(
        pick(col(Member.role), func.count())
        .where(
            col(Member.project_id) == project_id,
            col(Member.removed_at).is_(None),
            col(Member.account_id).is_not(None),
        )
        .group_by(col(Member.role))
    )
    return {row[0]: row[1] for row in rows}


def get_member(db: Session, actor: Actor, member_id: int) -> Member:
    """A project-mate."""
    member = db.get(Member, member_id)
    if member is None or member.project_id != actor.project_id or member.removed_at:
        raise NotFound
    return member


def list_members(db: Session, actor: Actor) -> list[Member]:
    """All project-mates, by name."""
    return list(
        db.exec(
            select(Member)
            .where(Member.project_id == actor.project_id, col(Member.removed_at).is_(None))
            .order_by(Member.name, col(Member.id))
        )
    )


def map_names(db: Session, project_id: int, member_ids: Iterable[int | None]) -> dict[int, str]:
    """Names by member id."""
    wanted = {each for each in member_ids if each is not None}
    rows = db.execute(
        select(Member.id, Member.name).where(
            col(Member.project_id) == project_id, col(Member.id).in_(wanted)
        )
    )
    return {row.id: row.name for row in rows}


def map_staff(
    db: Session, project_id: int, member_ids: Iterable[int]
) -> dict[int, tuple[str, str]]:
    """By member id what staff call somebody, and their external id."""
    rows = db.execute(
        pick(col(Member.id), STAFF_NAME.label("name"), col(Member.external_id)).where(
            col(Member.project_id) == project_id, col(Member.id).in_(list(member_ids))
        )
    )
    return {row.id: (row.name, row.external_id) for row in rows}


def get_staff_name(db: Session, member_id: int) -> str:
    """What staff call somebody, one who has left too."""
    return str(db.execute(pick(STAFF_NAME).where(col(Member.id) == member_id)).scalar_one())


def find_external_id(db: Session, project_id: int, external_id: str) -> Member | None:
    """Whoever has, or had, this external id in the project."""
    return db.exec(
        select(Member).where(Member.project_id == project_id, Member.external_id == external_id)
    ).first()


def has_second_names(db: Session, member: Member) -> bool:
    """Whether somebody in the project is said to be this person under another name."""
    theirs = select(Member.id).where(
        Member.project_id == member.project_id, Member.same_as == member.id
    )
    return db.exec(theirs.limit(1)).first() is not None


def free_external_id(db: Session, project_id: int, name: str) -> str:
    """An external id that nobody has yet, made from a person's name."""
    short = re.sub(r"\W+", "-", name.lower()).strip("-")[:60] or "member"
    found, number = short, 1
    while find_external_id(db, project_id, found) is not None:
        number += 1
        found = f"{short}-{number}"
    return found


def next_annotators(db: Session, project_id: int, many: int) -> list[str]:
    """What annotators are called who come without a name. No row of a person is ever deleted, so
    that no two have one number."""
    counted = select(func.count()).select_from(Member).where(Member.project_id == project_id)
    last = db.exec(counted).one()
    return [f"Annotator {number}" for number in range(last + 1, last + many + 1)]


def count_owners(db: Session, project_id: int) -> int:
    """How many owners a project has."""
    return db.exec(
        select(func.count())
        .select_from(Member)
        .where(
            Member.project_id == project_id,
            Member.role == Role.OWNER,
            col(Member.removed_at).is_(None),
        )
    ).one()


def find_member_of(db: Session, project_id: int, account_id: int) -> Member | None:
    """An account's member in a project, a removed one too."""
    return db.exec(
        select(Member).where(Member.project_id == project_id, Member.account_id == account_id)
    ).first()


def list_members_after(db: Session, actor: Actor, after: int | None, most: int) -> list[Member]:
    """Project-mates in the order they joined, after one of them."""
    query = select(Member).where(
        Member.project_id == actor.project_id, col(Member.removed_at).is_(None)
    )
    if after is not None:
        query = query.where(col(Member.id) > after)
    return list(db.exec(query.order_by(col(Member.id)).limit(most)))


def is_member(db: Session, account_id: int, project_id: int) -> bool:
    """Whether an account takes part in a project just now."""
    member = find_member_of(db, project_id, account_id)
    return member is not None and member.removed_at is None
