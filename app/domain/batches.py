"""A running import in this process, the rows it reads together, and what became of them."""

from dataclasses import dataclass, field
from uuid import UUID

from app.domain.answers import AnswerSchema
from app.domain.imports import ImportOptions
from app.domain.label_rows import LabelRow
from app.domain.predictions import PredictionRow
from app.domain.proxies import ProxyRow
from app.domain.rows import Fault
from app.domain.seen import Seen
from app.domain.task_rows import GoldRow, TaskRow

ROWS = 500  # in one transaction: the page stays usable between two of them


@dataclass(frozen=True, slots=True)
class Run:
    """`seen` knows what the file has used already, `pairs` whose label on what it has given."""

    key: UUID
    options: ImportOptions
    schema: AnswerSchema
    seen: Seen = field(default_factory=Seen)
    pairs: Seen = field(default_factory=Seen)


@dataclass(slots=True)
class Batch:
    """Rows that were read, the faults of those that could not be, and how far the file is read."""

    tasks: list[TaskRow] = field(default_factory=list)
    labels: list[LabelRow] = field(default_factory=list)
    golds: list[GoldRow] = field(default_factory=list)
    proxies: list[ProxyRow] = field(default_factory=list)
    predictions: list[PredictionRow] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    bytes_done: int = 0


@dataclass(slots=True)
class Outcome:
    """How many rows were kept, why others were not, and what else is to be told."""

    kept: int = 0
    faults: list[Fault] = field(default_factory=list)
    report: dict[str, int] = field(default_factory=dict)
