"""Who may do what, as one table."""

from collections.abc import Callable

import pytest

from app.domain import roles
from app.domain.roles import ROLES, Actor, may_approve, may_grant, scope_allows

ALLOWED: list[tuple[Callable[[str], bool], str]] = [
    (roles.is_staff, "owner lead reviewer"),
    (roles.is_ml_team, "owner lead"),
    (roles.may_label, "owner lead reviewer labeler"),
    (roles.may_post, "owner lead reviewer labeler"),
    (roles.may_answer_questions, "owner lead"),
    (roles.may_rule, "owner lead"),
    (roles.may_edit_draft, "owner lead"),
    (roles.may_publish, "owner lead"),
    (roles.may_withdraw, "owner lead"),
    (roles.may_adjudicate, "owner lead reviewer"),
    (roles.may_manage_people, "owner lead"),
    (roles.may_manage_project, "owner lead"),
    (roles.may_import, "owner lead"),
    (roles.may_export, "owner lead reviewer"),
    (roles.may_moderate, "owner lead"),
]


@pytest.mark.parametrize(("may", "names"), ALLOWED)
def test_a_role_may_exactly_what_the_table_says(may: Callable[..., bool], names: str) -> None:
    for role in [*ROLES, "stranger", ""]:
        assert may(role) is (role in names.split())
        assert may(Actor(1, 1, 1, role, "Ada")) is (role in names.split())


def actor(role: str, member_id: int = 1) -> Actor:
    return Actor(account_id=7, project_id=1, member_id=member_id, role=role, name="Ada")


@pytest.mark.parametrize("role", ["owner", "lead", "reviewer"])
def test_nobody_approves_their_own_revision_but_an_editorial_one(role: str) -> None:
    assert not may_approve(actor(role, 1), 1, "substantive")
    assert not may_approve(actor(role, 1), 1, "clarifying")
    assert may_approve(actor(role, 1), 1, "editorial")
    assert may_approve(actor(role, 2), 1, "substantive")


@pytest.mark.parametrize("role", ["labeler", "viewer"])
def test_only_staff_approve(role: str) -> None:
    assert not may_approve(actor(role, 2), 1, "editorial")


def test_a_lead_cannot_make_a_reviewer() -> None:
    assert [role for role in ROLES if may_grant("lead", role)] == ["labeler", "viewer"]
    assert all(may_grant("owner", role) for role in ROLES)
    assert not may_grant("owner", "admin")
    assert not may_grant("reviewer", "viewer")


def test_metadata_is_for_staff_unless_listed() -> None:
    assert roles.may_see_metadata("reviewer", "source", [])
    assert roles.may_see_metadata("labeler", "source", ["source"])
    assert not roles.may_see_metadata("labeler", "gold", ["source"])


def test_a_token_may_what_its_scopes_say_and_read_what_it_works_on() -> None:
    assert scope_allows(["label"], "label")
    assert scope_allows(["label"], "read")
    assert not scope_allows(["label"], "discuss")
    assert not scope_allows(["manage"], "import")
    assert not scope_allows(["import", "export"], "read")
    assert not scope_allows([], "read")
