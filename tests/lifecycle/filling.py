"""Relabels filled, and labels put back, in chunks, as the keeper of relabels does it."""

from typing import Any

from sqlmodel import Session, col, select

from app.actions.campaigns import stop_chunk
from app.actions.relabels import choose_control, finish_seeding, seed_chunk
from app.actions.restorations import return_chunk
from app.actions.withdrawals import restore_chunk
from app.records.labels import CurrentLabel
from app.records.labels import Label as LabelRow
from tests.lifecycle.checks import Checks
from tests.lifecycle.things import Campaign, Item, Label, Restoration

SPAN = 3


class Filling(Checks):
    """The keeper at work, and what its chunks must have written."""

    def fill(self, whole: bool) -> None:
        """The keeper of relabels goes on, a chunk or to the end."""
        busy = self.model.unfinished
        while busy is not None:
            if isinstance(busy, Restoration):
                self._return(busy)
            else:
                self._chunk(busy)
            busy = self.model.unfinished if whole else None

    def _chunk(self, campaign: Campaign) -> None:
        """The next rows of a relabel, as the keeper writes them."""
        if campaign.state == "restoring":
            self._keep(restore_chunk, campaign.id, SPAN)
            self._put_back(campaign)
            return
        if campaign.state == "stopping":
            self._keep(stop_chunk, campaign.id, SPAN)
            self._stop(campaign)
            return
        if self._keep(seed_chunk, campaign.id, SPAN):
            self._seed(campaign, SPAN)
            return
        self._seed(campaign, len(self.model.labels) * 3)
        control = self.run(self.edge.read(choose_control, campaign.id))
        self._keep(finish_seeding, campaign.id, control)
        self._open(campaign, control)

    def _keep(self, step: Any, *args: Any) -> Any:
        return self.run(self.edge.write_unsynced(self.world.project_id, lambda db: step(db, *args)))

    def _seed(self, campaign: Campaign, span: int) -> None:
        """One chunk: each label once, unless it was taken back meanwhile."""
        ahead = self.run(self.edge.read(self._ids, campaign.cursor, campaign.watermark))
        until = ahead[span - 1] if len(ahead) >= span else campaign.watermark
        for each in sorted(campaign.scope):
            if campaign.cursor < each <= until and not self.model.labels[each].gone:
                self._add(campaign, each, campaign.scope[each])
        campaign.cursor = until

    def _add(self, campaign: Campaign, label_id: int, strata: str) -> None:
        label = self.model.labels[label_id]
        is_asked = self.model.current.get(label.pair) == label_id
        state = "open" if is_asked and not self.model.bad(label.task) else "withdrawn"
        campaign.items.append(Item(label_id, label.task, label.who, strata, state))

    def _open(self, campaign: Campaign, control: list[int]) -> None:
        """All are written: those of the control sample come last."""
        assert not set(control) & campaign.scope.keys()
        gone = [each for each in self.model.labels.values() if each.gone]
        assert campaign.control - len(gone) <= len(control) <= campaign.control
        for each in sorted(control):
            self._add(campaign, each, "f")
        campaign.state = "open"
        self.model.end(campaign)

    def _put_back(self, campaign: Campaign) -> None:
        """One chunk on the way back: who made a label again has again what they had before."""
        model = self.model
        chunk = campaign.items[campaign.cursor : campaign.cursor + SPAN]
        for item in chunk:
            if item.state == "open":
                item.state = "withdrawn"
            now = model.labels.get(model.current.get((item.task, item.who), 0))
            if item.new is None or now is None or item.new not in now.same:
                continue
            if item.before is None:
                model.drop(now.pair)
            else:
                self._restored(model.labels[item.before])
        campaign.cursor += len(chunk)
        if len(chunk) < SPAN:
            campaign.state = "withdrawn"

    def _stop(self, campaign: Campaign) -> None:
        """One chunk of what nobody will make again."""
        chunk = [item for item in campaign.items if item.state == "open"][:SPAN]
        for item in chunk:
            item.state = "skipped"
        if len(chunk) < SPAN:
            campaign.state = "done"

    def _return(self, restoration: Restoration) -> None:
        """One chunk of labels that go back to what counted then: what a relabel or a withdrawal has
        changed since, and what people have corrected only where that was asked for."""
        model, cursor = self.model, max(restoration.cursor, restoration.mark)
        self._keep(return_chunk, restoration.id, SPAN)
        ahead = sorted(e for e in model.current.values() if cursor < e <= restoration.until)
        until = ahead[SPAN - 1] if len(ahead) >= SPAN else restoration.until
        moving = {"relabel", "restore"} | ({"correction"} if restoration.corrections else set())
        for label in [model.labels[each] for each in ahead if each <= until]:
            then = restoration.then.get(label.pair)
            if label.source not in moving:
                continue
            if then is None and label.source == "relabel":
                model.drop(label.pair)
            elif then is not None and model.labels[then].value != label.value:
                self._restored(model.labels[then])
        restoration.cursor = until
        if until >= restoration.until:
            restoration.state = "done"

    def _restored(self, old: Label) -> None:
        """The old answer counts, as a new row."""

        def read(db: Session) -> LabelRow:
            where = (self.task_ids[old.task], self.people[old.who].member_id)
            return db.get_one(LabelRow, db.get_one(CurrentLabel, where).label_id)

        row = self.run(self.edge.read(read))
        assert (row.value, row.source) == (old.value, "restore"), f"{old.pair} was not put back"
        assert row.id not in self.model.labels
        made = self.kept(row, old.task, old.who, old.again)
        made.same |= old.same
        made.cites = old.cites
        del self.cids[made.id]

    def _ids(self, db: Session, after: int, until: int) -> list[int]:
        ids = select(LabelRow.id).where(col(LabelRow.id) > after, col(LabelRow.id) <= until)
        return [each or 0 for each in db.exec(ids.order_by(col(LabelRow.id)))]
