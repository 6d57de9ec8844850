"""Which rulings speak of a label."""

from datetime import UTC, datetime

from app.domain.grounds import Decided, Facts, grounds


def at(day: int) -> datetime:
    return datetime(2026, 1, day, tzinfo=UTC)


def ruled(number: int, **more: object) -> Decided:
    given: dict[str, object] = {
        "revision_id": number, "question": number + 10, "question_id": number + 20,
        "clauses": frozenset({f"c{number}"}), "since": at(number), "until": None, "asked_by": (),
    }  # fmt: skip
    return Decided(number, **(given | more))  # type: ignore[arg-type]


RULINGS = (ruled(1), ruled(2), ruled(3))


def numbers(facts: Facts) -> list[int]:
    return [each.ruling for each in grounds(RULINGS, facts)]


def test_a_clause_that_a_label_cites_brings_the_rulings_that_touch_it() -> None:
    assert numbers(Facts(under=at(9), cited=("c1", "c3"))) == [1, 3]
    assert numbers(Facts(under=at(9), cited=("c7",))) == []


def test_what_was_ruled_later_explains_no_earlier_label() -> None:
    assert numbers(Facts(under=at(2), cited=("c1", "c2", "c3"))) == [1, 2]
    assert numbers(Facts(under=None, cited=("c1",), asked_on_task={21})) == []


def test_a_label_made_again_rests_on_what_it_was_made_again_for() -> None:
    assert numbers(Facts(under=at(3), relabeled_for=3)) == [3]


def test_a_task_that_led_to_a_ruling_rests_on_it() -> None:
    assert numbers(Facts(under=at(9), asked_on_task={22})) == [2]


def test_a_version_that_was_withdrawn_says_nothing_afterwards() -> None:
    gone = ruled(2, until=at(5))
    assert grounds([gone], Facts(under=at(4), cited=("c2",))) == [gone]
    assert grounds([gone], Facts(under=at(6), cited=("c2",))) == []
