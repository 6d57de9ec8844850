"""Versions and approvals follow from the types of the changes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.versions import (
    CHANGE_TYPES,
    approvals_needed,
    heaviest,
    next_version,
    parse_version,
)
from app.errors import Invalid


def test_the_first_publication_is_1_0_0() -> None:
    assert next_version(None, ["editorial"]) == "1.0.0"
    assert next_version(None, []) == "1.0.0"


@pytest.mark.parametrize(
    ("types", "version"),
    [
        (["editorial"], "1.2.4"),
        (["editorial", "clarifying"], "1.3.0"),
        (["substantive", "editorial"], "2.0.0"),
    ],
)
def test_the_heaviest_change_decides(types: list[str], version: str) -> None:
    assert next_version("1.2.3", types) == version


@given(
    st.tuples(*[st.integers(0, 10**8)] * 3),
    st.lists(st.sampled_from(CHANGE_TYPES), min_size=1),
)
def test_a_version_only_grows(numbers: tuple[int, int, int], types: list[str]) -> None:
    current = ".".join(map(str, numbers))
    assert parse_version(next_version(current, types)) > parse_version(current)


@pytest.mark.parametrize("version", ["", "1.0", "v1.0.0", "01.0.0", "1.0.0\n", "1.0.0-rc"])
def test_what_is_no_version_is_refused(version: str) -> None:
    with pytest.raises(Invalid):
        parse_version(version)


def test_a_revision_without_changes_or_of_unknown_type_is_refused() -> None:
    with pytest.raises(Invalid):
        heaviest([])
    with pytest.raises(Invalid):
        heaviest(["editorial", "huge"])
    with pytest.raises(Invalid):
        approvals_needed("huge")


def test_policy_may_ask_for_more_approvals() -> None:
    needed = [approvals_needed(type, {}) for type in CHANGE_TYPES]
    assert needed == [0, 1, 2]
    assert approvals_needed("substantive", {}, others=1) == 1  # no more than could approve
    assert approvals_needed("substantive", {}, others=0) == 1  # and never nobody
    assert approvals_needed("substantive", {"substantive": 2}, others=1) == 2  # said by people
    assert approvals_needed("clarifying", {"clarifying": -3}) == 0
