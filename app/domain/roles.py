"""Who may do what: roles in a project and scopes of tokens, read as English.

Every `is_` and `may_` takes an Actor or the bare role, so that `may_rule(actor)` and
`may_rule(member.role)` both read well.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Role(StrEnum):
    """From the most to the least that one may do."""

    OWNER = "owner"
    LEAD = "lead"
    REVIEWER = "reviewer"
    LABELER = "labeler"
    VIEWER = "viewer"


ROLES: tuple[Role, ...] = tuple(Role)
ML_TEAM = frozenset({Role.OWNER, Role.LEAD})
STAFF = ML_TEAM | {Role.REVIEWER}
WORKING = STAFF | {Role.LABELER}

SCOPES = ("read", "label", "discuss", "manage", "import", "export")
# Nobody can label, talk or manage without seeing the work; bulk scopes stand alone.
_READING_SCOPES = frozenset({"read", "label", "discuss", "manage"})


@dataclass(frozen=True)
class Actor:
    """A person acting in one project. `account_id` is None for an annotator without sign-in.
    Until `muted_until` they write no messages; what they are told is told in their `language`. Who
    is `paused` is given no work."""

    account_id: int | None
    project_id: int
    member_id: int
    role: str
    name: str = ""
    muted_until: datetime | None = None
    language: str = "en"
    paused: bool = False


Who = Actor | str


def _role(who: Who) -> str:
    return who.role if isinstance(who, Actor) else who


def is_staff(who: Who) -> bool:
    """Owner, lead or reviewer: sees others' answers, scores and metadata."""
    return _role(who) in STAFF


def reads_all_tasks(who: Who) -> bool:
    """Every task, and what is said on it by those whom they may hear; others read those that they
    took."""
    return is_staff(who) or _role(who) == Role.VIEWER


def is_ml_team(who: Who) -> bool:
    """Owner or lead: answers, rules, sees tentative answers and gold."""
    return _role(who) in ML_TEAM


def may_label(who: Who) -> bool:
    return _role(who) in WORKING


def may_post(who: Who) -> bool:
    """Write messages and raise flags; for labelers only on tasks they hold or have answered."""
    return _role(who) in WORKING


def may_answer_questions(who: Who) -> bool:
    """Answer, decline, merge and snooze questions."""
    return is_ml_team(who)


def may_rule(who: Who) -> bool:
    return is_ml_team(who)


def may_edit_draft(who: Who) -> bool:
    return is_ml_team(who)


def may_approve(actor: Actor, revision_author_id: int | None, type: str) -> bool:
    """Staff approve; nobody their own revision, an editorial one excepted. `revision_author_id`
    is the member id of the author."""
    if not is_staff(actor):
        return False
    return type == "editorial" or actor.member_id != revision_author_id


def may_publish(who: Who) -> bool:
    return is_ml_team(who)


def may_withdraw(who: Who) -> bool:
    """Withdraw a ruling or a published revision."""
    return is_ml_team(who)


def may_adjudicate(who: Who) -> bool:
    return is_staff(who)


def may_manage_people(who: Who) -> bool:
    return is_ml_team(who)


def may_grant(who: Who, role: str) -> bool:
    """Owners give any role; leads bring in labelers and viewers only, so that nobody makes the
    reviewer who approves their own revision."""
    if _role(who) == Role.OWNER:
        return role in ROLES
    return _role(who) == Role.LEAD and role in (Role.LABELER, Role.VIEWER)


def may_manage_project(who: Who) -> bool:
    """Settings, objective, answer schema."""
    return is_ml_team(who)


def may_import(who: Who) -> bool:
    return is_ml_team(who)


def may_export(who: Who) -> bool:
    return is_staff(who)


def may_see_metadata(who: Who, field: str, listed: Iterable[str]) -> bool:
    """Metadata often gives the answer away: staff only, unless the project lists the field."""
    return is_staff(who) or field in listed


def may_moderate(who: Who) -> bool:
    """Remove somebody else's message."""
    return is_ml_team(who)


def scope_allows(granted: Iterable[str], needed: str) -> bool:
    """Whether a token with the scopes `granted` may do what needs the scope `needed`."""
    held = set(granted)
    return needed in held or (needed == "read" and bool(held & _READING_SCOPES))
