"""The terms of a project: what each may be, and which changes would break labels already made."""

import re
from collections.abc import Mapping
from typing import Any

from app.domain.answers import AnswerSchema, parse_schema
from app.domain.inputs import MOST_ORDINAL
from app.domain.levels import BUILT_IN, LEVELS
from app.domain.readings import check_readings
from app.domain.texts import BODY_BYTES, check_text
from app.domain.versions import DEFAULT_APPROVALS
from app.errors import Conflict, Invalid
from app.languages import mark, say

SLUG = re.compile(r"[a-z0-9][a-z0-9-]{0,79}")
RESERVED_SLUGS = frozenset({"new"})
MOST_OVERLAP = 100
LEASE_SECONDS = (30, 7 * 24 * 3600)
MOST_FIELDS = 200
TYPES = tuple(DEFAULT_APPROVALS)
MOST_APPROVALS = 10
MOST_REVIEWERS = 100
DEFAULTS: dict[str, Any] = {
    "objective": "",
    "prompt": "",
    "overlap": 1,
    "overlap_most": 0,
    "stakes_field": "",
    "stakes_value": "",
    "lease_seconds": 1800,
    "open_discussion": False,
    "prelabels": 0,
    "descriptive": False,
    "listed_fields": [],
    "approvals": {},
    "reviewers": [],
    "levels": {},
    "readings": {},
}


def check_plan(terms: Mapping[str, Any], *, is_new: bool = True) -> dict[str, Any]:
    """The terms in the form that is stored; raises Invalid, naming the field.

    A new project gets the usual value of each term that was left out.
    """
    terms = {**DEFAULTS, **terms} if is_new else dict(terms)
    if is_new:
        for name in ("slug", "name", "answers"):
            if name not in terms:
                raise Invalid(say("A project needs its %(field)s.", field=name), name)
    return {name: CHECKS[name](value) for name, value in terms.items()}


def refuse_incompatible(before: AnswerSchema, after: AnswerSchema) -> None:
    """Raise Conflict where labels already made would no longer be answers to what is asked.

    Labels, colours, keys and order may change, and options may be added; a value that somebody
    may have chosen must stay.
    """
    if before.kind != after.kind:
        raise Conflict(
            say(
                "Labels were already made under the present answers; their kind cannot change. "
                "Make a new project."
            ),
            field="answers",
        )
    values = _values(after)
    gone = [value for value in _values(before) if value not in values]
    if gone:
        raise Conflict(
            say(
                "Labels were already made under the present answers; %(answers)s must stay. "
                "You can rename its label.",
                answers=", ".join(f"“{value}”" for value in gone[:5]),
            ),
            field="answers",
        )
    if {each.name for each in after.dimensions} != {each.name for each in before.dimensions}:
        raise Conflict(
            say(
                "Labels were already made under the present answers: they would say nothing of a "
                "new dimension. Make a new project."
            ),
            field="answers",
        )


def _values(schema: AnswerSchema) -> list[str]:
    """Everything that somebody may have chosen."""
    inner = [
        f"{each.name}={option.value}" for each in schema.dimensions for option in each.asked.offered
    ]
    return inner or [option.value for option in schema.offered]


def _slug(value: str) -> str:
    if not SLUG.fullmatch(value) or value in RESERVED_SLUGS:
        raise Invalid(say("An address is small letters, digits and hyphens, at most 80."), "slug")
    return value


def _name(value: str) -> str:
    if not value.strip() or len(value) > 200:
        raise Invalid(say("A name has 1 to 200 characters."), "name")
    return check_text(value, most=1000, field="name")


def _external_id(value: str | None) -> str | None:
    return None if value is None else check_external_id(value)


def check_external_id(value: str) -> str:
    """What a person is called in imports and exports, unique in the project."""
    if not value.strip() or value != value.strip() or len(value) > 200:
        raise Invalid(
            say("An external id has 1 to 200 characters, no spaces around."), "external_id"
        )
    return check_text(value, most=1000, field="external_id")


def _answers(value: Mapping[str, Any]) -> dict[str, Any]:
    return parse_schema(value).to_dict()


def _number(field: str, least: int, most: int, refusal: str) -> Any:
    def check(value: int) -> int:
        if type(value) is not int or not least <= value <= most:
            raise Invalid(say(refusal, least=least, most=f"{most:,}"), field)
        return value

    return check


def _text(field: str) -> Any:
    def check(value: str) -> str:
        return check_text(value, most=BODY_BYTES, field=field)

    return check


def _short(field: str) -> Any:
    def check(value: str) -> str:
        return check_text(value, most=1000, field=field)

    return check


def _fields(value: list[str]) -> list[str]:
    if len(value) > MOST_FIELDS or any(not name or len(name) > 200 for name in value):
        raise Invalid(
            say("At most %(most)s fields, each with a name.", most=MOST_FIELDS), "listed_fields"
        )
    kept = (check_text(name, most=1000, field="listed_fields") for name in value)
    return list(dict.fromkeys(kept))


def _approvals(value: Mapping[str, int]) -> dict[str, int]:
    """Only what the project says itself is kept; anything else is as usual."""
    for type_, number in value.items():
        # a revision that decides anything is read by a second person
        least = 0 if type_ == "editorial" else 1
        if type_ not in TYPES or type(number) is not int or not least <= number <= MOST_APPROVALS:
            raise Invalid(
                say(
                    "Approvals are given for %(all)s: up to %(most)s, and at least 1 but for "
                    "editorial changes.",
                    all=", ".join(TYPES),
                    most=MOST_APPROVALS,
                ),
                "approvals",
            )
    return dict(value)


def _reviewers(value: list[int]) -> list[int]:
    if len(value) > MOST_REVIEWERS or any(type(each) is not int for each in value):
        raise Invalid(say("Name at most %(most)s reviewers.", most=MOST_REVIEWERS), "reviewers")
    return list(dict.fromkeys(value))


def _levels(value: Mapping[str, str]) -> dict[str, str]:
    """Only what differs from the product's own is kept."""
    for kind, level in value.items():
        if kind not in BUILT_IN or level not in LEVELS:
            raise Invalid(
                say(
                    "What people are told by default is %(levels)s, for %(kinds)s.",
                    levels=", ".join(LEVELS),
                    kinds=", ".join(BUILT_IN),
                ),
                "levels",
            )
    return {kind: level for kind, level in value.items() if level != BUILT_IN[kind]}


CHECKS: dict[str, Any] = {
    "slug": _slug,
    "external_id": _external_id,
    "name": _name,
    "objective": _text("objective"),
    "prompt": _text("prompt"),
    "answers": _answers,
    "overlap": _number(
        "overlap",
        1,
        MOST_OVERLAP,
        mark("The overlap is a whole number from %(least)s to %(most)s."),
    ),
    "overlap_most": _number(
        "overlap_most",
        0,
        MOST_OVERLAP,
        mark("The most labels are a whole number from %(least)s to %(most)s."),
    ),
    "stakes_field": _short("stakes_field"),
    "stakes_value": _short("stakes_value"),
    "lease_seconds": _number(
        "lease_seconds",
        *LEASE_SECONDS,
        mark("The lease time in seconds is a whole number from %(least)s to %(most)s."),
    ),
    "open_discussion": bool,
    "prelabels": _number("prelabels", 0, MOST_ORDINAL, mark("A model is named by its number.")),
    "descriptive": bool,
    "listed_fields": _fields,
    "approvals": _approvals,
    "reviewers": _reviewers,
    "levels": _levels,
    "readings": check_readings,
}
