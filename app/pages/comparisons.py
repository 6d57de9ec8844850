"""Any two versions compared, drafts too for staff: what changed alone, or the whole between."""

import re
from dataclasses import dataclass

from sqlmodel import Session

from app.domain.diffs import ClauseDiff, weave
from app.domain.documents import Document
from app.domain.edits import find_clause
from app.domain.inputs import MOST_ORDINAL
from app.domain.roles import Actor, is_staff
from app.errors import NotFound
from app.languages import say
from app.pages.clauses import WINDOW, trails
from app.pages.diffs import MOST_SHOWN, DiffView, view_diff, view_diffs
from app.pages.guidelines import root_of
from app.queries.changelog import KINDS
from app.queries.drafts import get_draft, list_drafts
from app.queries.guidelines import document_of, get_version, list_differences, list_versions
from app.records.revisions import Revision

_DRAFT = re.compile(r"draft-([1-9][0-9]{0,17})")


@dataclass(frozen=True, slots=True)
class CompareView:
    """Two versions side by side, by clause. `before` and `after` are what was asked for: a version,
    or for staff draft-7; `choices` are (what to ask for, in words). `whole`: unchanged clauses are
    shown too, in parts: `previous` and `next` are the clauses that the neighbouring ones begin
    with. `hidden` counts changes that are not shown, `counts` all by kind."""

    root: str
    choices: tuple[tuple[str, str], ...]
    before: str
    after: str
    before_name: str
    after_name: str
    whole: bool
    diffs: tuple[DiffView, ...]
    hidden: int
    previous: str
    next: str
    counts: tuple[tuple[str, int], ...]
    topics: tuple[str, ...] = ()


def show_compare(
    db: Session, actor: Actor, before: str, after: str, whole: bool = False, at: str = ""
) -> CompareView:
    """What leads from one version to another; without any, from the last but one to the last."""
    versions = list_versions(db, actor.project_id)
    drafts = list_drafts(db, actor) if is_staff(actor) else []
    named = [*versions, *(f"draft-{draft.number}" for draft in drafts)]
    if not named:
        raise NotFound
    after = after or named[0]
    before = before or (versions[1] if len(versions) > 1 else named[0])
    base, revision = (_find(db, actor, each) for each in (before, after))
    every, number = list_differences(base, revision)
    old, new = document_of(base), document_of(revision)
    kinds = [diff.kind for diff in every]
    counts = tuple((kind, kinds.count(kind)) for kind in KINDS if kind in kinds)
    previous = following = ""
    hidden = 0
    if whole:
        diffs, previous, following = _whole(old, new, every, at)
    else:
        diffs, hidden = view_diffs(old, new, found=(every[:MOST_SHOWN], number))
    return CompareView(
        root=root_of(db, actor.project_id),
        choices=tuple((each, _name(each)) for each in named),
        before=before,
        after=after,
        before_name=_name(before),
        after_name=_name(after),
        whole=whole,
        diffs=diffs,
        hidden=hidden,
        previous=previous,
        next=following,
        counts=counts,
    )


def _find(db: Session, actor: Actor, named: str) -> Revision:
    """A published version, or for staff a draft."""
    draft = _DRAFT.fullmatch(named)
    if draft is None:
        return get_version(db, actor, named)
    if int(draft[1]) > MOST_ORDINAL:
        raise NotFound
    return get_draft(db, actor, int(draft[1]))


def _name(named: str) -> str:
    draft = _DRAFT.fullmatch(named)
    return say("Draft %(number)s", number=draft[1]) if draft else f"v{named}"


def _whole(
    old: Document, new: Document, every: tuple[ClauseDiff, ...], at: str
) -> tuple[tuple[DiffView, ...], str, str]:
    """The part around a clause of both documents woven together, and where its neighbours begin."""
    changed = {diff.code: diff for diff in every}
    codes = [*(code for code in ("title", "intro") if code in changed), *weave(old, new)]
    first = codes.index(at) // WINDOW * WINDOW if at in codes else 0
    above = trails(old) | trails(new)
    shown = []
    for code in codes[first : first + WINDOW]:
        clause = find_clause(new, code)
        same = ClauseDiff(code, "same", clause, clause, ())
        shown.append(view_diff(changed.get(code, same), above.get(code, "")))
    previous = codes[first - WINDOW] if first else ""
    return tuple(shown), previous, codes[first + WINDOW] if first + WINDOW < len(codes) else ""
