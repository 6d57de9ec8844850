"""What must be true of a project, in plain Python: who may do what, and what becomes of it.

Nothing of the product is used here. Ids are those that the product gave; everything else is
worked out. Labels, leases and items are kept in the order in which they were made.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from tests.lifecycle.things import (
    BACK,
    HOLDS_BACK,
    OPEN,
    PUBLIC,
    Campaign,
    Flag,
    Item,
    Label,
    Lease,
    Pair,
    Question,
    Restoration,
    Revision,
    Ruling,
)

OVERLAP = 2
LIVE = ("leased", "parked")
WORKING = ("seeding", "open")
# whoever has had a task is not offered it again
HAD = (*LIVE, "submitted", "skipped")


@dataclass
class Model:
    """A project of two labels a task."""

    tasks: list[str]
    labelers: tuple[str, ...]
    labels: dict[int, Label] = field(default_factory=dict)
    current: dict[Pair, int] = field(default_factory=dict)
    campaigns: list[Campaign] = field(default_factory=list)
    restorations: list[Restoration] = field(default_factory=list)
    leases: list[Lease] = field(default_factory=list)
    questions: dict[int, Question] = field(default_factory=dict)
    flags: list[Flag] = field(default_factory=list)
    rulings: dict[int, Ruling] = field(default_factory=dict)
    revisions: dict[int, Revision] = field(default_factory=dict)
    levels: dict[str, str] = field(default_factory=dict)  # what readers must do, by type

    # the guideline

    @property
    def in_force(self) -> Revision:
        """The one published revision."""
        (found,) = [each for each in self.revisions.values() if each.state == "published"]
        return found

    def due(self, who: str) -> list[Revision]:
        """What the person has to read before work that it touches."""
        return [
            each
            for each in self.revisions.values()
            if each.state in PUBLIC and each.level in HOLDS_BACK and who not in each.read_by
        ]

    def waits(self, who: str, task: str, item: Item | None = None) -> bool:
        """Whether the person has something to read before work on a task: what may touch it, and
        that for which its label is to be made again."""
        asking = self.campaign_of(item).revision if item else None
        return any(
            each.picked is None or task in each.picked or each.number == asking
            for each in self.due(who)
        )

    def checked(self, who: str, revision: Revision) -> set[str]:
        """Which tasks the person is asked about a revision: those of its rulings, unless they may
        still come to the person as work for the first time."""
        if revision.level != "check":
            return set()
        return {
            task
            for each in self.rulings.values()
            if each.revision == revision.number and each.state == "in_force"
            for task in each.cases
            if (task, who) in self.current or self.state(task) != "open"
        }

    def overtaking(self, opened: int | None) -> int | None:
        """The revision in force, where anything but wording lies between it and another one."""
        between = self._lineage(self.in_force.number) ^ self._lineage(opened)
        weighty = any(self.revisions[each].types - {"editorial"} for each in between)
        return self.in_force.number if weighty else None

    def _lineage(self, number: int | None) -> set[int]:
        found: set[int] = set()
        while number is not None:
            found.add(number)
            number = self.revisions[number].base
        return found

    def asks(self, who: str, revision: Revision) -> set[str]:
        """What the person still has to answer of a check: what is left of the round, or all of it
        again where anything in it was wrong."""
        cases, given = self.checked(who, revision), revision.answers.get(who, {})
        return cases - given.keys() or (set() if all(given[e] for e in cases) else cases)

    def may_publish(self, draft: Revision) -> bool:
        """A draft over what is in force, approved in this edition; what its cases show is what its
        changes claim; and no labels are on their way back."""
        is_current = draft.base == self.in_force.number
        moves = any(e.cases for e in self.rulings.values() if e.revision == draft.number)
        if moves:
            agrees = draft.types != {"editorial"}
        else:
            agrees = "substantive" not in draft.types or draft.reason
        is_ready = draft.state in OPEN and is_current and draft.is_approved
        return is_ready and agrees and not self.returns

    @property
    def returns(self) -> bool:
        """Whether labels are on their way back."""
        return any(each.state in BACK for each in (*self.campaigns, *self.restorations))

    # work

    def bad(self, task: str) -> bool:
        """Taken away by a ruling in force on a question that it is flagged for."""
        asked = {each.question for each in self.flags if each.task == task}
        return any(
            each.outcome == "bad_task" and each.state == "in_force" and each.question in asked
            for each in self.rulings.values()
        )

    def state(self, task: str) -> str:
        """Whether a task has a slot for anybody."""
        return "bad" if self.bad(task) else "full" if self.used(task) >= OVERLAP else "open"

    def used(self, task: str) -> int:
        """Slots of a task that are taken, or labeled for good."""
        mine = [each for each in self.leases if each.task == task and each.item is None]
        return sum(each.state in (*LIVE, "submitted") for each in mine)

    def held(self, who: str) -> Lease | None:
        """What is in hand: the oldest."""
        return next((e for e in self.leases if e.who == who and e.state == "leased"), None)

    def holds(self, who: str, task: str) -> Lease | None:
        """A live lease on the task."""
        mine = [e for e in self.leases if (e.who, e.task) == (who, task) and e.state in LIVE]
        return mine[0] if mine else None

    def items(self) -> Iterator[tuple[Campaign, Item]]:
        """All that was ever asked to be made again."""
        return ((campaign, item) for campaign in self.campaigns for item in campaign.items)

    def campaign_of(self, item: Item) -> Campaign:
        """The relabel that asks for it."""
        return next(campaign for campaign, each in self.items() if each is item)

    def asked(self, who: str) -> list[Item]:
        """What the person is asked to make again and does not hold or has laid aside."""
        return [
            item
            for campaign, item in self.items()
            if item.who == who and item.state == "open" and campaign.state in WORKING
            and not campaign.paused and not self.holds(who, item.task)
        ]  # fmt: skip

    def is_asked(self, pair: Pair) -> bool:
        """Whether somebody's label on a task waits to be made again."""
        return any((i.task, i.who) == pair and i.state == "open" for _, i in self.items())

    def offered(self, who: str) -> set[str]:
        """Tasks with a free slot that the person never had."""
        had = {e.task for e in self.leases if e.who == who and e.state in HAD}
        return {
            task
            for task in self.tasks
            if task not in had and (task, who) not in self.current and self.state(task) == "open"
        }  # fmt: skip

    def keep(self, label: Label) -> None:
        """A label is acknowledged: from now on it counts."""
        label.same |= {label.id}
        self.labels[label.id] = label
        self.current[label.pair] = label.id

    def drop(self, pair: Pair, before: int | None = None) -> None:
        """The label that counts is taken back; what it superseded counts again."""
        gone = self.current.pop(pair)
        self.labels[gone].gone = True
        if before is not None:
            self.current[pair] = before
            for then in self._remembered():
                if then.get(pair) == gone:
                    then[pair] = before

    def _remembered(self) -> Iterator[dict[Pair, int]]:
        """What counted at the ends of versions."""
        yield from (each.end[1] for each in self.revisions.values() if each.end)
        yield from (each.then for each in self.restorations)

    def may_reopen(self, label: Label, item: Item | None) -> bool:
        """Whether nothing has come yet of a label made again; of others nothing comes at once."""
        if item is None:
            return True
        campaign = self.campaign_of(item)
        is_running = campaign.state in WORKING and not campaign.paused
        held = [id(lease.item) for lease in self.leases]
        seconds = [each for each in campaign.items if each.first is item]
        is_looked_at = any(each.state != "open" or id(each) in held for each in seconds)
        is_same = label.revision == self.in_force.number
        spoiled = self.bad(label.task) or label.ends_others
        return is_running and is_same and not is_looked_at and not spoiled

    def reopen(self, label: Label, item: Item) -> None:
        """As if the label had not been made again."""
        campaign = self.campaign_of(item)
        campaign.items = [each for each in campaign.items if each.first is not item]
        self.drop(label.pair, item.before)
        item.state, item.new, item.before = "open", None, None

    def end_items(self, *, task: str, who: str | None = None) -> None:
        """Nobody needs these labels again: whoever holds one is freed."""
        for campaign, item in self.items():
            if item.state == "open" and item.task == task and who in (None, item.who):
                item.state = "withdrawn"
                self.free(item)
                self.end(campaign)

    def spoil(self) -> None:
        """What nobody can judge is in nobody's hands."""
        for task in filter(self.bad, self.tasks):
            self.end_items(task=task)
            for lease in self.leases:
                if lease.task == task and lease.state in LIVE:
                    lease.state = "released"

    def free(self, item: Item) -> None:
        """Take an item from whoever has it."""
        for lease in self.leases:
            if lease.item is item and lease.state in LIVE:
                lease.state = "released"

    def end(self, campaign: Campaign) -> None:
        """A relabel with nothing left to do is done."""
        if campaign.state == "open" and all(i.state != "open" for i in campaign.items):
            campaign.state, campaign.paused = "done", False

    def seconds(self, campaign: Campaign, task: str) -> set[str]:
        """Who may look at a flip: labelers who have not seen the task in this relabel."""
        return set(self.labelers) - {i.who for i in campaign.items if i.task == task}

    def stale_since(self, label: Label) -> int | None:
        """The newest revision, not withdrawn, that asked for the label to be made again."""
        for campaign in reversed(self.campaigns):
            if campaign.state not in ("restoring", "withdrawn"):
                for item in campaign.items:
                    if item.label in label.same and item.strata != "f" and item.first is None:
                        return campaign.revision
        return None

    @property
    def unfinished(self) -> Campaign | Restoration | None:
        """What the keeper does next: the oldest relabel whose rows are still to be written."""
        unwritten = ("seeding", "restoring", "stopping", "running")
        busy = [e for e in (*self.campaigns, *self.restorations) if e.state in unwritten]
        return busy[0] if busy else None

    # talk

    def close(self, question: Question, state: str) -> None:
        """A decision: what was parked for it comes back."""
        question.state = state
        self.release(question.number)

    def release(self, number: int) -> None:
        """What is parked for a question comes back, opened under what is in force now."""
        for lease in self.leases:
            if lease.question == number and lease.state == "parked":
                lease.state, lease.revision = "leased", self.in_force.number

    def standing(self, number: int) -> Question:
        """The question itself, or the one that stands for it."""
        found = self.questions[number]
        return self.questions[found.into] if found.into else found

    def followers(self, number: int) -> set[int]:
        """What came with a question when it was merged."""
        into = self.questions[number].into
        found, near = set[int](), {number}
        while near:
            near = {
                each.number for each in self.questions.values()
                if each.into == into and each.chosen in near and each.number not in found
            }  # fmt: skip
            found |= near
        return found - {number}
