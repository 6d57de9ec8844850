"""The memory of a file: exact on what it was given, small, and quick."""

from app.domain.seen import Seen


def test_it_knows_what_it_was_given_through_its_growth() -> None:
    seen = Seen()
    assert all(seen.add(f"id-{n}") for n in range(5000))
    assert not any(seen.add(f"id-{n}") for n in range(5000))
    assert not seen.has("id-5000")
    assert seen.has("id-4999")
    assert seen.add("id-5000")
