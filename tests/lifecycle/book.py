"""The guideline: drafts, reviews, publications, withdrawals; and a process that begins anew."""

from itertools import count
from typing import Any

from sqlmodel import Session, func, select

from app.actions.approvals import approve_draft, request_review, return_draft
from app.actions.clauses import edit_clause, type_changes
from app.actions.drafts import discard_draft, edit_about, open_draft, rebase_draft
from app.actions.publications import publish_revision
from app.actions.scopes import settle_scope
from app.actions.withdrawals import withdraw_revision
from app.domain.roles import Actor
from app.domain.scopes import parse_scope
from app.errors import Conflict, Invalid, NotFound, Refused
from app.queries.guidelines import get_revision
from app.queries.previews import count_affected, newest_label
from app.queries.scopes import LETTERS, Bounds, affected
from app.records.labels import Label as LabelRow
from app.records.relabels import Relabel
from tests.lifecycle.stage import LEAD, REVIEWER
from tests.lifecycle.talk import Talk
from tests.lifecycle.things import OPEN, Campaign, Revision

WORDS = count(1)
# what readers must do where a project says nothing else, the heaviest type first
LEVELS = {"substantive": "check", "clarifying": "show", "editorial": "badge"}


class Book(Talk):
    """Drafts on their way to becoming law, and back."""

    def open(self, kind: str, scope: Any, second: bool, explains: bool, at_once: bool) -> None:
        made = self.act(None, open_draft, LEAD, title="Quotes")
        assert made
        self._edit(self.adopt_revision(made.number), kind)
        self._settle(self.model.revisions[made.number], scope, second)
        if explains:
            self.explain(0)
        if at_once:
            self.publish(0, ready=True, fail=False)

    def explain(self, place: int) -> None:
        """Say why it is substantive though no case moves; once is enough."""
        draft = self._draft(place)
        if draft is not None:
            refused = None if draft.state in OPEN else Conflict
            how: Any = {"edition": draft.edition, "unmoved": "No case is at hand."}
            self.act(refused, edit_about, LEAD, draft.number, **how)
            self.adopt_revision(draft.number)

    def edit(self, place: int, kind: str) -> None:
        draft = self._draft(place)
        if draft is not None:
            self._edit(draft, kind)

    def settle(self, place: int, scope: Any, second: bool) -> None:
        draft = self._draft(place)
        if draft is not None:
            self._settle(draft, scope, second)

    def ask_review(self, place: int, fail: bool) -> None:
        draft = self._draft(place)
        if draft is None:
            return
        refused: type[Refused] | None = None
        if draft.state not in OPEN or draft.base != self.model.in_force.number:
            refused = Conflict
        elif not draft.types:
            refused = Invalid
        self.act(refused, request_review, LEAD, draft.number, edition=draft.edition, fail=fail)
        if refused is None and draft.state == "draft":
            draft.state = "approved" if draft.is_approved else "in_review"

    def approve(self, place: int, late: bool, fail: bool) -> None:
        draft = self._draft(place)
        if draft is None:
            return
        is_asked = draft.state in ("in_review", "approved") and not late
        may = is_asked and draft.base == self.model.in_force.number
        edition = draft.edition + late
        self.act(
            None if may else Conflict, approve_draft, REVIEWER, draft.number, edition=edition,
            fail=fail,
        )  # fmt: skip
        if may:
            draft.approved = draft.edition
            draft.state = "approved" if draft.is_approved else draft.state

    def send_back(self, place: int) -> None:
        draft = self._draft(place)
        if draft is None:
            return
        refused = None if draft.state in ("in_review", "approved") else Conflict
        how: Any = {"edition": draft.edition, "words": "Say more."}
        self.act(refused, return_draft, REVIEWER, draft.number, **how)
        if refused is None:
            draft.state, draft.objected = "draft", draft.edition
            draft.approved = 0 if draft.approved == draft.edition else draft.approved

    def rebase(self, place: int, fail: bool) -> None:
        draft = self._draft(place)
        if draft is None:
            return
        refused = None if draft.state in OPEN else Conflict
        self.act(
            refused, rebase_draft, LEAD, draft.number, edition=draft.edition,
            sides={"c2": "yours"}, fail=fail,
        )  # fmt: skip
        self.adopt_revision(draft.number)

    def discard(self, place: int, fail: bool) -> None:
        draft = self._draft(place)
        if draft is None:
            return
        refused = None if draft.state in OPEN else Conflict
        self.act(refused, discard_draft, LEAD, draft.number, fail=fail)
        if refused is None:
            draft.state = "discarded"
            for ruling in self.model.rulings.values():
                if ruling.revision == draft.number:
                    ruling.revision = None

    def peep(self, place: int, who: str) -> None:
        """To labelers no draft exists, whatever they want with it."""
        draft = self._draft(place)
        if draft is None:
            return
        for action in (request_review, approve_draft):
            self.act(NotFound, action, who, draft.number, edition=draft.edition)

    def publish(self, place: int, ready: bool, fail: bool) -> None:
        draft = self._draft(place)
        if draft is None:
            return
        if ready:
            self.ask_review(place, fail=False)
            if draft.state == "in_review":
                self.approve(place, late=False, fail=False)
        may = self.model.may_publish(draft)
        scope, control = self._preview(draft) if may else ({}, 0)
        edition = draft.edition
        self.act(
            None if may else Conflict, publish_revision, LEAD, draft.number, edition=edition,
            fail=fail,
        )  # fmt: skip
        if may:
            self._publish(draft, scope, control)

    def withdraw(self, place: int, in_force: bool, fail: bool) -> None:
        model = self.model
        chosen = self._draft(place)
        revision = model.in_force if in_force or chosen is None else chosen
        is_first = revision.base is None
        may = revision.state == "published" and not is_first and not model.returns
        self.act(
            None if may else Conflict, withdraw_revision, LEAD, revision.number, reason="no",
            fail=fail,
        )  # fmt: skip
        if not may:
            return
        assert revision.base is not None
        revision.state, model.revisions[revision.base].state = "withdrawn", "published"
        for ruling in model.rulings.values():
            if ruling.revision == revision.number and ruling.state != "withdrawn":
                self.undo_ruling(ruling)
        for campaign in model.campaigns:
            if campaign.revision == revision.number:
                campaign.state, campaign.cursor, campaign.paused = "restoring", 0, False
                for item in campaign.items:
                    model.free(item)

    def restart(self) -> None:
        """The process ends and another one begins."""
        self.run(self.edge.stop())
        self.begin_edge()

    def _draft(self, place: int) -> Revision | None:
        """A revision that is no first guideline."""
        found = [each for each in self.model.revisions.values() if each.number > 1]
        return found[-1 - place % len(found)] if found else None

    def _edit(self, draft: Revision, kind: str) -> None:
        refused = None if draft.state in OPEN else Conflict
        text = f"a slur, quoted or not, {next(WORDS)}"
        how: Any = {"edition": draft.edition, "code": "c2", "text": text}
        self.act(refused, edit_clause, LEAD, draft.number, **how)
        if refused is None:
            edition = self.adopt_revision(draft.number).edition
            types = {"*": kind}
            self.act(None, type_changes, LEAD, draft.number, edition=edition, types=types)
            self.adopt_revision(draft.number)

    def _settle(self, draft: Revision, scope: Any, second: bool) -> None:
        refused = None if draft.state in OPEN else Conflict
        how: Any = {"second_person": second, "lists": {}}
        self.act(refused, settle_scope, LEAD, draft.number, scope, **how)
        if refused is None:
            names = frozenset(scope.get("selection", ()))
            draft.picked = names if names and "predicate" not in scope else None

    def _preview(self, draft: Revision) -> tuple[dict[int, str], int]:
        """What publishing now would ask for: letters by label, and how many for control."""

        def read(db: Session, actor: Actor) -> tuple[dict[int, str], Any, Any]:
            row = get_revision(db, actor, draft.number)
            settled = bool(row.scope) or draft.types == {"editorial"}
            watermark = newest_label(db, actor.project_id)
            bounds = Bounds(actor.project_id, watermark, is_settled=settled)
            hits = db.execute(affected(db, row.id or 0, parse_scope(row.scope), bounds)).all()
            letters = {hit.label_id: "".join(x for x in LETTERS if getattr(hit, x)) for hit in hits}
            return letters, count_affected(db, row), parse_scope(row.scope)

        letters, counts, scope = self.run(self.world.read(read, LEAD))
        labels = self.model.labels
        assert counts.labels == len(letters)
        assert counts.tasks == len({labels[each].task for each in letters})
        assert counts.labels + counts.outside == len(self.model.current)
        assert letters.keys() <= set(self.model.current.values())
        for each in self.model.current.values():
            found, label = letters.get(each, ""), labels[each]
            assert ("e" in found) == (label.task in scope.selection)
            answers = scope.predicate.answers
            # what an earlier ruling settled need not be opened by a condition
            assert ("c" in found) <= (label.value in answers)
            is_settled = any(labels[same].again for same in label.same)
            assert "c" in found or label.value not in answers or is_settled
        return letters, counts.control

    def _publish(self, draft: Revision, scope: dict[int, str], control: int) -> None:
        model = self.model
        mark = self.run(self.edge.read(lambda db: db.exec(select(func.max(LabelRow.id))).one()))
        model.in_force.end = (mark or 0, dict(model.current))
        model.in_force.state, draft.state = "superseded", "published"
        heaviest = next(each for each in LEVELS if each in draft.types)
        draft.level = model.levels.get(heaviest, LEVELS[heaviest])
        draft.read_by.add(LEAD)
        for ruling in model.rulings.values():
            if ruling.revision == draft.number and ruling.state == "proposed":
                ruling.state = "in_force"
        revision_id = self.revision_ids[draft.number]

        def read(db: Session) -> Relabel | None:
            return db.exec(select(Relabel).where(Relabel.revision_id == revision_id)).first()

        relabel = self.run(self.edge.read(read))
        assert relabel or not scope
        if relabel is not None:
            assert relabel.watermark == mark
            made = Campaign(relabel.id or 0, relabel.number, draft.number, scope, control,
                            relabel.second_person, relabel.watermark)  # fmt: skip
            model.campaigns.append(made)
