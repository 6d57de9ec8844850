"""What leads do to labels at large: relabels paused, resumed and stopped; labels brought back."""

from typing import Any

from sqlmodel import Session, func, select

from app.actions.campaigns import pause_relabel, resume_relabel, stop_relabel
from app.actions.projects import change_project
from app.actions.restorations import begin_restoration
from app.errors import Conflict
from app.records.labels import Label as LabelRow
from tests.lifecycle.filling import Filling
from tests.lifecycle.model import WORKING
from tests.lifecycle.stage import LEAD
from tests.lifecycle.things import Campaign, Restoration


class Leading(Filling):
    """Relabels led while they run, and the way back."""

    def pause(self, place: int, fail: bool) -> None:
        """Nothing of it is handed out from now on; what is in hand may be finished."""
        campaign = self._campaign(place)
        if campaign is None:
            return
        may = campaign.state in WORKING
        how: Any = {"reason": "The clause is under review.", "fail": fail}
        self.act(None if may else Conflict, pause_relabel, LEAD, campaign.number, **how)
        campaign.paused |= may

    def resume(self, place: int, fail: bool) -> None:
        campaign = self._campaign(place)
        if campaign is None:
            return
        may = campaign.state in WORKING
        self.act(None if may else Conflict, resume_relabel, LEAD, campaign.number, fail=fail)
        if may and campaign.paused:
            campaign.paused = False
            self.model.end(campaign)

    def stop(self, place: int, fail: bool) -> None:
        campaign = self._campaign(place)
        if campaign is not None:
            self._end(campaign, fail)

    def bring_back(self, place: int, ready: bool, corrections: bool, fail: bool) -> None:
        """Labels as of a version; `ready`: what stands in the way is brought to its end before."""
        model = self.model
        if ready:
            self.fill(whole=True)
            for campaign in [each for each in model.campaigns if each.state == "open"]:
                self._end(campaign, fail=False)
            self.fill(whole=True)
        ended = [each for each in model.revisions.values() if each.end is not None]
        found = ended if ready else list(model.revisions.values())
        if not found:
            return
        revision = found[-1 - place % len(found)]
        is_busy = any(each.state not in ("done", "withdrawn") for each in model.campaigns)
        may = revision.end is not None and not is_busy and not model.returns
        how: Any = {"reason": "The ruling was wrong.", "corrections": corrections, "fail": fail}
        made = self.act(
            None if may else Conflict, begin_restoration, LEAD, revision.number, **how
        )  # fmt: skip
        if made is None or revision.end is None:
            return

        def newest(db: Session) -> int:
            return db.exec(select(func.max(LabelRow.id))).one() or 0

        mark, then = revision.end
        assert (made.watermark, made.until) == (mark, self.run(self.edge.read(newest)))
        model.restorations.append(Restoration(made.id or 0, mark, made.until, then, corrections))

    def choose_levels(self, place: int) -> None:
        """What readers must do from the next publication on."""
        self.model.levels = {
            "substantive": ("check", "acknowledge", "show")[place % 3],
            "clarifying": ("show", "acknowledge")[place % 2],
        }
        self.act(None, change_project, LEAD, readings=self.model.levels)

    def _end(self, campaign: Campaign, fail: bool) -> None:
        """What nobody has made again by now stays as it is."""
        may = campaign.state == "open"
        how: Any = {"reason": "Enough is known.", "fail": fail}
        self.act(None if may else Conflict, stop_relabel, LEAD, campaign.number, **how)
        if may:
            campaign.state, campaign.paused = "stopping", False
            for item in campaign.items:
                if item.state == "open":
                    self.model.free(item)

    def _campaign(self, place: int) -> Campaign | None:
        campaigns = self.model.campaigns
        return campaigns[-1 - place % min(len(campaigns), 3)] if campaigns else None
