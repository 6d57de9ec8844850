"""When a trusted answer is asked about instead of those who fail it."""

from app.domain.doubts import Witness, is_doubtful

GOOD = {"right": 8, "judged": 8}
FAILS, GIVES = Witness(False, **GOOD), Witness(True, **GOOD)
STRANGER, GUESSER = Witness(False, 0, 0), Witness(False, 10, 20)


def test_two_good_labelers_who_fail_it_are_enough() -> None:
    assert is_doubtful([FAILS, FAILS])
    assert not is_doubtful([FAILS])


def test_those_of_whom_little_is_known_say_nothing() -> None:
    assert not is_doubtful([STRANGER, STRANGER, GUESSER, GUESSER, FAILS])
    assert not Witness(False, 6, 6).is_good
    assert Witness(False, 7, 7).is_good
    assert Witness(False, 16, 19).is_good


def test_good_ones_who_give_it_outweigh() -> None:
    assert is_doubtful([FAILS, FAILS, GIVES, GIVES])
    assert not is_doubtful([FAILS, FAILS, GIVES, GIVES, GIVES])
