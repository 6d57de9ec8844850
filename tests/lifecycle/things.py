"""What a project holds, as the model of it has it. Ids are those that the product gave."""

from dataclasses import dataclass, field

OPEN = ("draft", "in_review", "approved")
PUBLIC = ("published", "superseded")
HOLDS_BACK = ("check", "acknowledge")
BACK = ("restoring", "running")  # labels are on their way back
Pair = tuple[str, str]


@dataclass
class Label:
    """`same`: its own id, and those of the labels whose answer it gives again after a
    withdrawal: what was asked of them is asked of it. `source`: work, relabel, correction, or
    restore."""

    id: int
    task: str
    who: str
    value: str
    revision: int | None
    source: str = "work"
    again: bool = False
    same: frozenset[int] = frozenset()
    gone: bool = False
    cites: bool = False
    ends_others: bool = False  # what else was asked of its person on the task ended with it

    @property
    def pair(self) -> Pair:
        """Whose on what."""
        return self.task, self.who


@dataclass
class Item:
    """A label to be made again; `new` is the id of the label that it became, `before` that of the
    label which that one superseded."""

    label: int
    task: str
    who: str
    strata: str
    state: str
    first: "Item | None" = None
    new: int | None = None
    before: int | None = None


@dataclass
class Campaign:
    """A relabel. `scope` are the letters by label, as the preview had them at the publication."""

    id: int
    number: int
    revision: int
    scope: dict[int, str]
    control: int
    second: bool
    watermark: int
    cursor: int = 0
    state: str = "seeding"
    paused: bool = False
    items: list[Item] = field(default_factory=list)


@dataclass
class Restoration:
    """Labels that go back to what they were as of a version: `then` is what counted, by pair, when
    the label `mark` was the newest. Nothing labeled after `until` moves."""

    id: int
    mark: int
    until: int
    then: dict[Pair, int]
    corrections: bool
    cursor: int = 0
    state: str = "running"


@dataclass
class Lease:
    """A task in somebody's hands, or what became of it."""

    key: object
    task: str
    who: str
    revision: int | None
    item: Item | None = None
    state: str = "leased"
    question: int | None = None


@dataclass
class Question:
    """`into` is the question that stands for it, `chosen` the one that somebody merged it into."""

    number: int
    state: str = "open"
    into: int | None = None
    chosen: int | None = None


@dataclass
class Flag:
    """`question` is where it is now, `raised` where it was raised."""

    task: str
    who: str
    question: int
    raised: int


@dataclass
class Ruling:
    """What decided a question."""

    number: int
    question: int
    outcome: str
    state: str
    revision: int | None = None
    cases: frozenset[str] = frozenset()  # the tasks that asked


@dataclass
class Revision:
    """A draft, and what became of it. `types` are those of its changes, `level` is what it asks of
    its readers, `reason` whether it says why it is substantive though no case moves. `picked` are
    the tasks that its scope names one by one, None where it says anything else of tasks. `end`: the
    newest label, and what counted, when another revision last replaced it."""

    number: int
    base: int | None
    state: str = "draft"
    edition: int = 1
    types: frozenset[str] = frozenset()
    approved: int = 0  # the edition that the reviewer approved
    objected: int = 0
    read_by: set[str] = field(default_factory=set)  # and have passed its check
    level: str = ""
    answers: dict[str, dict[str, bool]] = field(default_factory=dict)  # of the round, by person
    reason: bool = False
    picked: frozenset[str] | None = None
    end: tuple[int, dict[Pair, int]] | None = None

    @property
    def needs(self) -> int:
        """Approvals by others: one, where anything but wording changes."""
        return 0 if self.types <= {"editorial"} else 1

    @property
    def is_approved(self) -> bool:
        """For this very edition, and nobody wants it changed."""
        agreed = self.approved == self.edition
        return (
            bool(self.types)
            and (not self.needs or agreed)
            and (agreed or self.objected != self.edition)
        )
