"""Labels as places in lists."""

from app.domain.votes import Votes

ROWS = [("t1", "lin", "yes"), ("t1", "sam", "no"), ("t2", "lin", "no"), ("t1", "lin", "no")]


def test_the_last_label_of_a_person_on_a_task_counts() -> None:
    votes, tasks, people, answers = Votes.of(ROWS)
    assert (tasks, people, answers) == (["t1", "t2"], ["lin", "sam"], ["yes", "no"])
    assert votes.shape == (2, 2, 2)
    assert len(votes) == 3
    assert votes.counts().tolist() == [[0, 2], [0, 1]]
    assert votes.counts_by_person().tolist() == [[0, 2], [0, 1]]


def test_answers_of_a_schema_keep_their_order_though_nobody_gave_them() -> None:
    votes, _, _, answers = Votes.of(ROWS, answers=["no", "maybe", "yes"])
    assert answers == ["no", "maybe", "yes"]
    assert votes.counts().tolist() == [[2, 0, 0], [1, 0, 0]]


def test_some_of_the_labels_keep_their_places() -> None:
    votes, *_ = Votes.of(ROWS)
    only_sam = votes.where(votes.people == 1)
    assert only_sam.shape == votes.shape
    assert only_sam.counts().tolist() == [[0, 1], [0, 0]]


def test_no_labels_are_no_votes() -> None:
    votes, tasks, people, answers = Votes.of([])
    assert (len(votes), votes.shape) == (0, (0, 0, 0))
    assert (tasks, people, answers) == ([], [], [])
