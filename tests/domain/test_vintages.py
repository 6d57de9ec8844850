"""Which version's labels a model follows."""

import numpy as np

from app.domain.predicted import Predicted, PredictedMaker
from app.domain.schemas import parse_schema
from app.domain.sheets import SheetRow, sheet_of
from app.domain.vintages import Move, by_vintage, moves

SCHEMA = parse_schema({"kind": "choice", "options": ["yes", "no", "maybe"]})


def label(id: int, task: int, person: int, value: str, revision: int) -> SheetRow:
    return SheetRow(id, task, person, value, revision, None, 0.0, False, False, False)


def predicted(**said: str) -> Predicted:
    maker = PredictedMaker(SCHEMA)
    maker.add([(int(task[1:]), value, None, None) for task, value in said.items()])
    return maker.predicted()


# task 1 stayed, 2 and 3 moved from yes to no, 4 was labeled under the first version alone; one
# label of task 2 was made before anything was published
ROWS = [
    label(1, 1, 1, "yes", 5), label(2, 1, 2, "yes", 5), label(3, 2, 1, "yes", 5),
    label(4, 3, 1, "yes", 5), label(5, 4, 1, "no", 5), label(6, 2, 3, "maybe", 0),
    label(7, 1, 1, "yes", 9), label(8, 2, 1, "no", 9), label(9, 3, 1, "no", 9),
]  # fmt: skip


def test_a_model_is_held_against_each_versions_labels() -> None:
    old, new = by_vintage(predicted(t1="yes", t2="yes", t3="yes", t4="no"), sheet_of(ROWS), [5, 9])
    assert (old.revision, old.tasks, old.agreed) == (5, 4, 4)
    assert (new.revision, new.tasks, new.agreed) == (9, 3, 1)
    assert 0 <= new.low < 1 / 3 < new.high <= 1


def test_where_answers_moved_says_which_version_it_has_learned() -> None:
    sheet = sheet_of(ROWS)
    stayed = moves(predicted(t1="yes", t2="yes", t3="yes"), sheet, [5, 9])
    assert stayed == [Move(before=5, after=9, tasks=2, old=2, new=0)]
    went = moves(predicted(t1="yes", t2="no", t3="maybe"), sheet, [5, 7, 9])
    assert went == [Move(before=5, after=9, tasks=2, old=0, new=1)]  # nothing was made under 7


def test_versions_that_nobody_labeled_under_are_left_out() -> None:
    sheet = sheet_of(ROWS)
    assert [each.revision for each in by_vintage(predicted(t4="no"), sheet, [5, 7, 9])] == [5]
    assert moves(predicted(t4="no"), sheet, [5, 9]) == []
    empty = sheet_of([])
    assert by_vintage(predicted(t1="yes"), empty, [5]) == []
    assert moves(predicted(), empty, [5]) == []
    assert np.array_equal(predicted().tasks, [])
