"""Drafts as a whole: opened from rulings, described, replaced, put onto a newer base, discarded."""

from collections.abc import Mapping, Sequence

from sqlmodel import Session, col, select

from app.actions.editions import (
    begin_draft,
    first_free_number,
    need_edition,
    save_document,
    tell_draft,
    turn_edition,
    write_changes,
)
from app.actions.schedules import drop_schedule
from app.actions.trials import end_trial_of
from app.domain.answers import describe
from app.domain.clauses import carries_codes, parse_document
from app.domain.documents import Document, highest_number
from app.domain.edits import code_new_lines
from app.domain.merges import SIDES, find_overlaps, merge
from app.domain.proposals import Proposal, apply_proposals, sentence
from app.domain.roles import Actor, is_staff, may_edit_draft
from app.domain.texts import BODY_BYTES, check_text, excerpt
from app.errors import Conflict, Forbidden, Invalid, NotFound
from app.languages import SOURCE, say, speaking
from app.queries.drafts import OPEN, get_editable, list_draft_rulings
from app.queries.guidelines import document_of, find_base, find_published, map_clause_ids
from app.queries.projects import get_project
from app.queries.terms import get_schema
from app.records.questions import Question, Ruling, RulingClause
from app.records.revisions import Clause, Revision

LONGEST_HEADING = 100


def open_draft(
    db: Session,
    actor: Actor,
    *,
    title: str,
    rationale: str = "",
    ruling_ids: Sequence[int] = (),
) -> Revision:
    """Begin a draft over the guideline in force, prefilled with what the rulings decided.

    `ruling_ids` are ids, not numbers. The rulings stay proposed until the draft is published.
    """
    need_editor(actor)
    rulings = [_get_open_ruling(db, actor, each) for each in dict.fromkeys(ruling_ids)]
    base = find_published(db, actor.project_id)
    document = document_of(base) if base else Document(_name(db, actor), "", ())
    proposals = [_propose(db, ruling) for ruling in rulings]
    first = first_free_number(db, actor.project_id)
    document, codes = apply_proposals(document, proposals, first)
    about = {
        "title": _short(title, "title") or _name(db, actor),
        "summary": " ".join(map(sentence, proposals)),
        "rationale": rationale or "\n\n".join(ruling.rationale for ruling in rulings),
    }
    draft = begin_draft(db, actor, document, base, **about)
    ids = map_clause_ids(db, actor.project_id, codes)
    for ruling, code in zip(rulings, codes, strict=True):
        ruling.revision_id = draft.id
        db.add(ruling)
        if db.get(RulingClause, (ruling.id, ids[code])) is None:
            db.add(RulingClause(ruling_id=ruling.id or 0, clause_id=ids[code]))
    db.flush()
    return draft


def edit_about(
    db: Session,
    actor: Actor,
    number: int,
    *,
    edition: int,
    title: str | None = None,
    summary: str | None = None,
    rationale: str | None = None,
    unmoved: str | None = None,
) -> Revision:
    """Say what the draft is called, what labelers should know, and why; and why it is substantive
    though no case moves (`unmoved`). None leaves it."""
    draft = get_editable(db, actor, number)
    wanted = {"title": title, "summary": summary, "rationale": rationale, "unmoved": unmoved}
    changed = {
        name: check_text(text, most=BODY_BYTES, field=name)
        for name, text in wanted.items()
        if text is not None and text != getattr(draft, name)
    }
    if "title" in changed and not _short(changed["title"], "title"):
        raise Invalid(say("A draft needs a title."), "title")
    for name, text in changed.items():
        need_edition(draft, edition, name, yours=text, theirs=getattr(draft, name))
    if not changed:
        return draft
    for name, text in changed.items():
        setattr(draft, name, text)
    return turn_edition(db, actor, draft)


def replace_document(
    db: Session, actor: Actor, number: int, *, edition: int, markdown: str
) -> Revision:
    """Replace the whole text. It carries clause ids; headings and list items without one become
    new clauses, and clauses whose id is gone end."""
    draft = get_editable(db, actor, number)
    need_edition(draft, edition, yours=markdown, theirs=draft.markdown)
    document = read_coded(db, actor, markdown, over=draft.markdown)
    return save_document(db, actor, draft, document)


def read_coded(db: Session, actor: Actor, markdown: str, *, over: str) -> Document:
    """What a text with clause ids says, its new clauses with ids of their own. Lines that stand in
    `over`, the text that was edited, start none. Raises Invalid for ids that nobody gave."""
    if not carries_codes(markdown):
        raise Invalid(
            say(
                "This text carries no clause ids such as {#c1}. Import it instead: then its "
                "clauses are found again by their words."
            ),
            "markdown",
        )
    last = first_free_number(db, actor.project_id) - 1
    first = max(last, highest_number(parse_document(markdown)))
    coded = code_new_lines(markdown, over.split("\n"), first + 1)
    return _known(db, actor, parse_document(coded), first)


def rebase_draft(
    db: Session,
    actor: Actor,
    number: int,
    *,
    edition: int,
    sides: Mapping[str, str] | None = None,
) -> Revision:
    """Put a draft onto the guideline in force. Where both changed a clause, `sides` says by code
    whose text is kept ("yours" or "theirs"); without it, Conflict with both texts."""
    draft = get_editable(db, actor, number)
    need_edition(draft, edition)
    chosen = dict(sides or {})
    if not set(chosen.values()) <= set(SIDES):
        raise Invalid(say("For each clause keep 'yours' or 'theirs'."), "sides")
    published = find_published(db, actor.project_id)
    if draft.base_id == (published.id if published else None):
        return draft
    base, yours = document_of(find_base(db, draft)), document_of(draft)
    theirs = document_of(published)
    left = [each for each in find_overlaps(base, yours, theirs) if each.code not in chosen]
    if left:
        raise Conflict(
            say(
                "%(count)s clauses were changed both in this draft and in the guideline in "
                "force. Say for each whose text is kept.",
                count=len(left),
            ),
            overlaps=[
                {"code": each.code, "yours": each.yours, "theirs": each.theirs} for each in left
            ],
        )
    before = draft.edition
    draft.base_id = published.id if published else None
    draft = save_document(db, actor, draft, merge(base, yours, theirs, chosen))
    if draft.edition == before:  # the text stays as it is; what it changes does not
        write_changes(db, draft, document_of(draft))
        draft = turn_edition(db, actor, draft)
    return draft


def discard_draft(db: Session, actor: Actor, number: int) -> Revision:
    """Give a draft up. Its rulings stay proposed and may lead to another one."""
    draft = get_editable(db, actor, number)
    for ruling in list_draft_rulings(db, draft):
        ruling.revision_id = None
        db.add(ruling)
    draft.state = "discarded"
    drop_schedule(db, actor, draft, "discarded")
    db.add(draft)
    db.flush()
    end_trial_of(db, actor, draft, "discarded")
    tell_draft(db, actor, "draft.discarded", draft)
    return draft


def need_editor(actor: Actor) -> None:
    """Only the ML team writes drafts; to labelers drafts do not exist."""
    if not is_staff(actor):
        raise NotFound
    if not may_edit_draft(actor):
        raise Forbidden(say("The ML team writes drafts; say in a thread what should change."))


def _get_open_ruling(db: Session, actor: Actor, ruling_id: int) -> Ruling:
    ruling = db.get(Ruling, ruling_id)
    if ruling is None or ruling.project_id != actor.project_id:
        raise NotFound
    if ruling.outcome != "change" or ruling.state != "proposed":
        raise Conflict(
            say(
                "Ruling %(number)s does not ask for a change of the guideline.",
                number=ruling.number,
            )
        )
    other = db.get(Revision, ruling.revision_id) if ruling.revision_id else None
    if other is not None and other.state in OPEN:
        raise Conflict(
            say(
                "Ruling %(number)s already leads to draft %(draft)s.",
                number=ruling.number,
                draft=other.number,
            ),
            draft=other.number,
        )
    return ruling


def title_of(question: Question, ruling: Ruling) -> str:
    """What a ruling's change may be called before everybody: the question's title once the ML
    team has given it one, otherwise the ruling's own words. An asker's words stay in the thread."""
    if question.titled_by_team:
        return question.title
    return excerpt(ruling.condition.strip() or ruling.rationale.strip(), LONGEST_HEADING)


def _propose(db: Session, ruling: Ruling) -> Proposal:
    question = db.get(Question, ruling.question_id)
    codes = db.execute(
        select(Clause.code)
        .join(RulingClause, col(RulingClause.clause_id) == col(Clause.id))
        .where(RulingClause.ruling_id == ruling.id)
        .order_by(col(Clause.id))
    )
    with speaking(SOURCE):  # the draft keeps these words
        label = describe(get_schema(db, ruling.project_id), ruling.value) if ruling.value else ""
    return Proposal(
        heading=title_of(question, ruling) if question else "",
        condition=ruling.condition,
        answer=label,
        exceptions=ruling.exceptions,
        rationale=ruling.rationale,
        codes=tuple(code for (code,) in codes),
    )


def _known(db: Session, actor: Actor, document: Document, first: int) -> Document:
    """Refuse ids that nobody gave: a slip of the pen would make a new clause of an old one."""
    codes = [clause.code for clause in document.clauses if int(clause.code[1:]) <= first]
    missing = sorted(set(codes) - set(map_clause_ids(db, actor.project_id, codes)))
    if missing:
        raise Invalid(
            say(
                "There is no clause %(code)s in this project. A new clause needs no id.",
                code=missing[0],
            ),
            "markdown",
            codes=missing[:20],
        )
    return document


def _name(db: Session, actor: Actor) -> str:
    return get_project(db, actor.project_id).name


def _short(title: str, field: str) -> str:
    """A title on one line, if it has one."""
    return " ".join(check_text(title, most=2_000, field=field).split())
