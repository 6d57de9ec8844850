"""A draft edited clause by clause. Every edit names the edition that its editor saw."""

from collections.abc import Mapping

from sqlmodel import Session

from app.actions.editions import (
    first_free_number,
    need_edition,
    overtaken,
    save_document,
    turn_edition,
)
from app.domain.documents import Clause, Document
from app.domain.edits import amend, end, find_clause, insert, move, text_of
from app.domain.natures import TYPES, fitting, natures_of
from app.domain.roles import Actor
from app.domain.versions import CHANGE_TYPES
from app.errors import Invalid
from app.languages import say
from app.queries.drafts import get_editable
from app.queries.guidelines import document_of, list_changes
from app.records.revisions import Change, Revision


def edit_clause(
    db: Session,
    actor: Actor,
    number: int,
    *,
    edition: int,
    code: str,
    text: str,
    seen: str | None = None,
) -> Revision:
    """Give a clause another text; `code` may be "title" or "intro".

    An edit of an older edition is refused with both texts, unless `seen`, the text that the
    editor started from, is what the clause still says: then the edits do not overlap.
    """
    draft = get_editable(db, actor, number)
    document = document_of(draft)
    current = text_of(document, code)
    if draft.edition != edition and (seen is None or seen != current):
        raise overtaken(draft, code, yours=text, theirs=current)
    return save_document(db, actor, draft, amend(document, code, text))


def add_clause(
    db: Session, actor: Actor, number: int, *, edition: int, after: str | None, clause: Clause
) -> Revision:
    """Put a new clause behind another one (None: at the beginning). Its own code is ignored: it
    gets the next free one."""
    draft = get_editable(db, actor, number)
    need_edition(draft, edition, yours=clause.text)
    code = f"c{first_free_number(db, actor.project_id)}"
    new = Clause(code, None, clause.level, clause.kind, clause.text)
    return save_document(db, actor, draft, insert(document_of(draft), new, after))


def end_clause(db: Session, actor: Actor, number: int, *, edition: int, code: str) -> Revision:
    """Take a clause out; its code is never used again. What stood under it moves up."""
    draft = get_editable(db, actor, number)
    document = document_of(draft)
    need_edition(draft, edition, code, theirs=text_of(document, code))
    return save_document(db, actor, draft, end(document, code))


def move_clause(
    db: Session, actor: Actor, number: int, *, edition: int, code: str, after: str | None
) -> Revision:
    """Move a clause, with all that stands under it, behind another one."""
    draft = get_editable(db, actor, number)
    document = document_of(draft)
    need_edition(draft, edition, code, theirs=text_of(document, code))
    return save_document(db, actor, draft, move(document, code, after))


def restore_clause(db: Session, actor: Actor, number: int, *, edition: int, code: str) -> Revision:
    """Undo what the draft does to the words of a clause, or bring back one that it ends."""
    draft = get_editable(db, actor, number)
    document = document_of(draft)
    need_edition(draft, edition, code, theirs=text_of(document, code))
    base = document_of(_base(db, draft))
    before = text_of(base, code)
    if before is None:
        return end_clause(db, actor, number, edition=edition, code=code)
    if find_clause(document, code) is None and code not in ("title", "intro"):
        return save_document(db, actor, draft, _put_back(base, document, code))
    return save_document(db, actor, draft, amend(document, code, before))


def type_change(
    db: Session, actor: Actor, number: int, *, edition: int, code: str, type: str
) -> Revision:
    """Say what the change of one clause is: editorial, clarifying or substantive."""
    return type_changes(db, actor, number, edition=edition, types={code: type})


def type_changes(
    db: Session,
    actor: Actor,
    number: int,
    *,
    edition: int,
    types: Mapping[str, str],
    natures: Mapping[str, str] | None = None,
) -> Revision:
    """Say by code what the changes are; the code "*" stands for all that are not named. A nature
    brings the type that follows from it, where none is given with it."""
    draft = get_editable(db, actor, number)
    need_edition(draft, edition)
    natures = natures or {}
    if not (types or natures) or not set(types.values()) <= set(CHANGE_TYPES):
        raise Invalid(say("A change is one of: %(all)s.", all=", ".join(CHANGE_TYPES)), "type")
    changes = dict(list_changes(db, draft))
    unchanged = {*types, *natures} - set(changes) - {"*"}
    if unchanged:
        raise Invalid(
            say("This draft does not change %(code)s.", code=sorted(unchanged)[0]), "code"
        )
    is_edit = False
    for code, change in changes.items():
        said = _say_what(change, natures.get(code, ""), types.get(code, ""), types.get("*", ""))
        if said and (change.nature, change.type, change.typed_by is None) != (*said, False):
            is_edit = True
            change.nature, change.type = said
            change.typed_by = actor.member_id
            db.add(change)
    return turn_edition(db, actor, draft) if is_edit else draft


def _say_what(change: Change, nature: str, type: str, rest: str) -> tuple[str, str] | None:
    """Nature and type of a change as somebody says them; None where they say nothing of it."""
    if nature and nature not in natures_of(change.kind):
        raise Invalid(
            say("Such a change is one of: %(all)s.", all=", ".join(natures_of(change.kind))),
            "nature",
        )
    type = type or (TYPES[nature] if nature else rest)
    if not type:
        return None
    fit = fitting(nature or change.nature, type, change.kind)
    if nature and fit != nature:
        raise Invalid(
            say(
                "A change is editorial where it is of the wording alone, and wording changes "
                "nothing else."
            ),
            "type",
        )
    return fit, type


def _base(db: Session, draft: Revision) -> Revision | None:
    return db.get(Revision, draft.base_id) if draft.base_id else None


def _put_back(base: Document, document: Document, code: str) -> Document:
    """An ended clause behind the nearest one before it that is still there."""
    codes = [clause.code for clause in base.clauses]
    before = [each for each in codes[: codes.index(code)] if find_clause(document, each)]
    old = find_clause(base, code)
    assert old is not None
    return insert(document, old, before[-1] if before else None)
