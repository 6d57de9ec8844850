"""What labelers do: take, answer, correct, take back, lay aside, read."""

from typing import Any

from sqlmodel import Session, col, select

from app.actions.assignments import (
    claim_task,
    park_assignment,
    release_assignment,
    skip_assignment,
)
from app.actions.checks import answer_check
from app.actions.labels import correct_label, submit_label, undo_label
from app.actions.publications import acknowledge_revision
from app.domain.readings import Asking
from app.domain.roles import Actor
from app.errors import Conflict, Invalid, NotFound, Refused
from app.queries.checks import find_asking, list_asked
from app.queries.guidelines import get_revision
from app.records.labels import Assignment
from app.records.relabels import RelabelItem
from tests.actions.loop import NO, YES, given
from tests.lifecycle.checks import Checks
from tests.lifecycle.things import PUBLIC, Campaign, Item, Label, Lease, Revision

SOON = 5.0  # seconds in which an answer can be taken back for sure


class Work(Checks):
    """Labelers at their desks."""

    def claim(self, who: str, fail: bool) -> None:
        model = self.model
        due, held = model.due(who), model.held(who)
        asked = [each for each in model.asked(who) if not model.waits(who, each.task, each)]
        offered = {each for each in model.offered(who) if not model.waits(who, each)}
        if held:
            waits = model.waits(who, held.task, held.item)
        else:
            waits = bool(due) and not asked and not offered
        lease = self.act(Conflict if waits else None, claim_task, who, fail=fail)
        if waits:
            return
        if held:
            assert lease
            assert lease.key == held.key
            return
        if lease is None:
            assert not asked, f"{who} is asked again and was given nothing"
            assert not offered, f"{who} could have {offered} and was given nothing"
            return
        task, item = self.task_of(lease.task_id), None
        if asked:
            item = self._item_of(lease)
            assert any(item is each for each in asked)
        else:
            assert task in offered
        revision = self.number_of(lease.revision_id)
        assert revision == model.in_force.number
        model.leases.append(Lease(lease.key, task, who, revision, item))

    def answer(
        self, who: str, value: str, cites: bool, confirm: bool, reads: bool, fail: bool
    ) -> None:
        if reads:
            for each in self.model.due(who):
                self._acknowledge(who, each, fail=False)
                self._answer_check(who, each, wrong=cites, most=100)
        if self.model.held(who) is None:
            self.claim(who, fail=False)
        lease = self.model.held(who)
        if lease is None:
            return
        overtaking = self.model.overtaking(lease.revision)
        said: dict[str, Any] = {"clauses": ("c2",)} if cites else {}
        said |= {"confirmed": overtaking} if confirm else {}
        waits = self.model.waits(who, lease.task, lease.item)
        refused = Conflict if waits or (overtaking and not confirm) else None
        label = self.act(refused, submit_label, who, lease.key, given(value, **said), fail=fail)
        if label is None:
            return
        before = self.model.current.get((lease.task, who))
        made = self.kept(label, lease.task, who, again=lease.item is not None)
        made.cites = cites
        lease.state = "submitted"
        if lease.item is not None:
            self._finish(lease.item, made, before)

    def correct(self, who: str, place: int, value: str, confirm: bool, fail: bool) -> None:
        model = self.model
        task = model.tasks[place % len(model.tasks)]
        current = model.labels.get(model.current.get((task, who), 0))
        overtaking = model.overtaking(current.revision) if current else None
        refused: type[Refused] | None = None
        if current is None:
            refused = NotFound
        elif model.waits(who, task) or model.is_asked((task, who)) or (overtaking and not confirm):
            refused = Conflict
        elif not overtaking and current.value == value and not current.cites:
            refused = Invalid  # nothing differs
        said = given(value, confirmed=overtaking if confirm else None)
        key = self.task_keys[task]
        label = self.act(refused, correct_label, who, key, said, fail=fail)
        if label is not None:
            self.kept(label, task, who)
            self.corrections.add(label.id or 0)

    def undo(self, who: str, fail: bool) -> None:
        model = self.model
        mine = [each for each in model.labels.values() if each.who == who and each.id in self.cids]
        if not mine or self.loop.time() > self.made_at[mine[-1].id] + SOON:
            return
        label = mine[-1]
        mine_on = [e for e in model.leases if (e.task, e.who) == (label.task, who)]
        lease = next((e for e in reversed(mine_on) if e.state == "submitted"), None)
        if lease is None or lease.key is None:
            return
        refused: type[Refused] | None = None
        if label.id in self.corrections:
            refused = NotFound
        elif model.current.get(label.pair) != label.id or (
            lease.item is not None and not model.may_reopen(label, lease.item)
        ):
            refused = Conflict
        done = self.act(refused, undo_label, who, self.cids[label.id], fail=fail)
        if done is None:
            return
        lease.state = "leased"
        if lease.item is not None:
            model.reopen(label, lease.item)
        else:
            model.drop(label.pair)
            model.end_items(task=label.task, who=who)

    def put_down(self, who: str, how: str, place: int, fail: bool) -> None:
        model = self.model
        lease = model.held(who)
        numbers = sorted(model.questions)
        if lease is None or (how == "park" and not numbers):
            return
        if how == "release":
            self.act(None, release_assignment, who, lease.key, fail=fail)
            lease.state = "released"
        elif how == "skip":
            self.act(None, skip_assignment, who, lease.key, reason="unclear", fail=fail)
            lease.state = "skipped"
            if lease.item is not None:
                lease.item.state = "skipped"
                model.end(model.campaign_of(lease.item))
        else:
            question = model.questions[numbers[place % len(numbers)]]
            refused = None if question.state == "open" else Conflict
            self.act(
                refused, park_assignment, who, lease.key,
                question_id=self.question_ids[question.number], fail=fail,
            )  # fmt: skip
            if refused is None:
                lease.state, lease.question = "parked", question.number

    def read(self, who: str, place: int, newest: bool, fail: bool) -> None:
        public = [each for each in self.model.revisions.values() if each.state in PUBLIC]
        chosen = public[-1 if newest else place % len(public)]
        self._acknowledge(who, chosen, fail)
        self._answer_check(who, chosen, wrong=place % 2 == 0, most=place % 3)

    def _acknowledge(self, who: str, revision: Revision, fail: bool) -> None:
        self.act(None, acknowledge_revision, who, revision.number, fail=fail)
        if not self.model.asks(who, revision):
            revision.read_by.add(who)

    def _answer_check(self, who: str, revision: Revision, wrong: bool, most: int) -> None:
        """Answer some of a check, the first of it wrong or not."""
        for turn in range(most):
            if who in revision.read_by:
                return
            cases, asked = self.model.checked(who, revision), self.model.asks(who, revision)
            asking, tasks = self.run(self.world.read(self._asking, who, revision.number))
            assert tasks.keys() == cases
            task = next(each for each in tasks if tasks[each] == asking.case_id)
            assert task in asked
            is_right = bool(turn) or not wrong
            how: Any = {"case_id": asking.case_id, "round": asking.round}
            how["answer"] = NO if is_right else YES
            self.act(None, answer_check, who, revision.number, **how)
            if asked == cases:  # a round begins
                revision.answers[who] = {}
            revision.answers[who][task] = is_right
            if not self.model.asks(who, revision):
                revision.read_by.add(who)

    def _asking(self, db: Session, actor: Actor, number: int) -> tuple[Asking, dict[str, int]]:
        revision = get_revision(db, actor, number)
        asked = list_asked(db, actor, revision)
        tasks = {self.task_of(e.task.id or 0): id for id, e in asked.items() if e.task}
        return find_asking(db, actor, revision, asked), tasks

    def _item_of(self, lease: Assignment) -> Item:
        """What a lease asks for again."""
        row = self.run(self.edge.read(lambda db: db.get_one(RelabelItem, lease.item_id)))
        return next(
            item for campaign, item in self.model.items()
            if campaign.id == row.relabel_id and item.label == row.label_id
            and self.people[item.who].member_id == row.member_id
        )  # fmt: skip

    def _finish(self, item: Item, made: Label, before: int | None) -> None:
        """A label was made again; a flip may ask somebody else to look."""
        model, campaign = self.model, self.model.campaign_of(item)
        is_same = model.labels[item.label].value == made.value
        item.state, item.new, item.before = "kept" if is_same else "flipped", made.id, before
        if not is_same and campaign.second and item.first is None:
            self._ask_second(campaign, item)
        made.ends_others = model.is_asked((item.task, item.who))
        model.end_items(task=item.task, who=item.who)
        model.end(campaign)

    def _ask_second(self, campaign: Campaign, item: Item) -> None:
        def read(db: Session) -> list[int]:
            asked = select(RelabelItem.member_id).where(
                RelabelItem.relabel_id == campaign.id,
                RelabelItem.label_id == item.label,
                col(RelabelItem.first_id).is_not(None),
            )
            return list(db.exec(asked))

        names = {self.people[name].member_id: name for name in self.model.labelers}
        seconds = [names[each] for each in self.run(self.edge.read(read))]
        free = self.model.seconds(campaign, item.task)
        assert len(seconds) == (1 if free else 0)
        assert set(seconds) <= free
        campaign.items += [
            Item(item.label, item.task, who, item.strata, "open", first=item) for who in seconds
        ]
