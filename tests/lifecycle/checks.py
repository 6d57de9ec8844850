"""What the project must show after every step."""

from typing import Any

from hypothesis.stateful import invariant
from sqlalchemy import select as pick
from sqlmodel import Session, SQLModel, col

from app.records.labels import Assignment, CurrentLabel
from app.records.labels import Label as LabelRow
from app.records.members import Member
from app.records.questions import Question, Ruling
from app.records.relabels import Relabel, RelabelItem, Restoration
from app.records.revisions import Revision
from app.records.tasks import Task
from tests.journeys.test_kill import check_log
from tests.lifecycle.model import LIVE
from tests.lifecycle.stage import Stage

Rows = dict[str, list[Any]]
READ: dict[str, tuple[type[SQLModel], tuple[str, ...]]] = {
    "labels": (LabelRow, ("id", "task_id", "member_id", "value", "source")),
    "current": (CurrentLabel, ("task_id", "member_id", "label_id", "value", "stale_since")),
    "tasks": (Task, ("external_id", "labeled", "taken", "state")),
    "live": (Assignment, ("task_id", "member_id", "state", "item_id", "key")),
    "questions": (Question, ("number", "state", "duplicate_of")),
    "rulings": (Ruling, ("number", "state")),
    "revisions": (Revision, ("number", "state")),
    "relabels": (Relabel, ("id", "state", "paused_at")),
    "restorations": (Restoration, ("id", "state")),
    "items": (RelabelItem, (
        "relabel_id", "label_id", "task_id", "member_id", "strata", "state", "first_id",
        "new_label_id",
    )),
}  # fmt: skip


def read_all(db: Session) -> Rows:
    """The project's rows, in order."""
    found: Rows = {}
    for name, (model, columns) in READ.items():
        table = model.__table__  # type: ignore[attr-defined]
        query = pick(*(table.c[each] for each in columns)).order_by(*table.primary_key)
        found[name] = list(db.execute(query))
    members = db.execute(pick(col(Member.id), col(Member.external_id)))
    found["members"] = [tuple(each) for each in members]
    return found


class Checks(Stage):
    """The model and the project say the same."""

    @invariant()
    def look(self) -> None:
        rows = self.run(self.edge.read(read_all))
        who = dict(rows["members"])
        self._labels(rows, who)
        self._work(rows, who)
        self._campaigns(rows, who)
        self._decisions(rows)

    def teardown(self) -> None:
        try:
            self.run(self.edge.read(check_log))
        finally:
            super().teardown()

    def _labels(self, rows: Rows, who: dict[int, str]) -> None:
        """Nothing acknowledged is lost, and what counts is what was answered last."""
        model = self.model
        kept = {row.id: (self.task_of(row.task_id), who[row.member_id], row.value)
                for row in rows["labels"]}  # fmt: skip
        for label in model.labels.values():
            assert kept.pop(label.id) == (label.task, label.who, label.value)
        # what nobody answered was put back
        sources = {row.id: row.source for row in rows["labels"]}
        assert {sources[each] for each in kept} <= {"restore"}
        current = {(self.task_of(row.task_id), who[row.member_id]): row for row in rows["current"]}
        assert {pair: row.label_id for pair, row in current.items()} == model.current
        for pair, row in current.items():
            label = model.labels[model.current[pair]]
            assert row.value == label.value
            if model.unfinished is None:
                since = self.number_of(row.stale_since)
                assert since == model.stale_since(label), f"{pair} is stale since {since}"

    def _work(self, rows: Rows, who: dict[int, str]) -> None:
        """Leases, and the slots of tasks."""
        model = self.model
        live = sorted((self.task_of(row.task_id), who[row.member_id], row.state)
                      for row in rows["live"] if row.state in LIVE)  # fmt: skip
        assert live == sorted((e.task, e.who, e.state) for e in model.leases if e.state in LIVE)
        for row in rows["tasks"]:
            name = row.external_id
            assert row.labeled + row.taken == model.used(name), name
            assert row.state == model.state(name), name

    def _campaigns(self, rows: Rows, who: dict[int, str]) -> None:
        """Every label in scope is asked for once, by whoever made it, and ends as it ended."""
        model = self.model
        states = {row.id: (row.state, row.paused_at is not None) for row in rows["relabels"]}
        assert states == {each.id: (each.state, each.paused) for each in model.campaigns}
        back = {row.id: row.state for row in rows["restorations"]}
        assert back == {each.id: each.state for each in model.restorations}
        for campaign in model.campaigns:
            found = [
                (row.label_id, self.task_of(row.task_id), who[row.member_id], row.strata, row.state,
                 row.first_id is not None, row.new_label_id)
                for row in rows["items"] if row.relabel_id == campaign.id
            ]  # fmt: skip
            assert found == [
                (i.label, i.task, i.who, i.strata, i.state, i.first is not None, i.new)
                for i in campaign.items
            ]
            if campaign.state in ("open", "done"):
                inside = {i.label for i in campaign.items if i.strata != "f"}
                gone = {each for each in campaign.scope if model.labels[each].gone}
                assert inside - gone == campaign.scope.keys() - gone

    def _decisions(self, rows: Rows) -> None:
        """Questions, rulings and the guideline; one version is in force."""
        model = self.model
        ids = {id: number for number, id in self.question_ids.items()}
        questions = {
            row.number: (row.state, ids.get(row.duplicate_of)) for row in rows["questions"]
        }
        assert questions == {e.number: (e.state, e.into) for e in model.questions.values()}
        rulings = {row.number: row.state for row in rows["rulings"]}
        assert rulings == {each.number: each.state for each in model.rulings.values()}
        revisions = {row.number: row.state for row in rows["revisions"]}
        assert revisions == {each.number: each.state for each in model.revisions.values()}
        assert list(revisions.values()).count("published") == 1
