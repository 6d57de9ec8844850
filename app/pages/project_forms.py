"""A project's terms as a form sends them: text fields into what the actions take."""

from collections.abc import Mapping, Sequence
from typing import Any

from app.domain.levels import BUILT_IN
from app.languages import mark, say

TEXTS = ("slug", "name", "objective", "prompt", "stakes_field", "stakes_value")
NUMBERS = {
    "overlap": mark("The overlap is a whole number."),
    "overlap_most": mark("The most labels are a whole number."),
    "lease_minutes": mark("The lease time is a whole number."),
}
YES_OR_NO = {"open_discussion", "descriptive"}
TYPES = ("editorial", "clarifying", "substantive")


def read_terms(fields: Mapping[str, Sequence[str]]) -> tuple[dict[str, Any], dict[str, str]]:
    """The terms that were sent, and what is wrong by field. What was not sent is left out."""
    sent = {name: values[0] for name, values in fields.items() if values}
    terms: dict[str, Any] = {name: sent[name] for name in TEXTS if name in sent}
    errors: dict[str, str] = {}
    for name, refusal in NUMBERS.items():
        if name in sent:
            number = _whole(sent[name])
            if number is None:
                errors[name] = say(refusal)
            else:
                terms[name] = number
    if "lease_minutes" in terms:
        terms["lease_seconds"] = terms.pop("lease_minutes") * 60
    terms |= {name: sent[name] == "yes" for name in YES_OR_NO & set(sent)}
    if "prelabels" in sent:
        terms["prelabels"] = _whole(sent["prelabels"]) or 0
    if "listed_fields" in sent:
        lines = sent["listed_fields"].replace("\r", "").split("\n")
        terms["listed_fields"] = [line.strip() for line in lines if line.strip()]
    policy = {type_: _whole(sent.get(f"approvals_{type_}", "")) for type_ in TYPES}
    given = {type_: number for type_, number in policy.items() if number is not None}
    if any(f"approvals_{type_}" in sent for type_ in TYPES):
        terms["approvals"] = given
    if "reviewers" in fields:  # sent empty too, so that nobody can be ticked
        sent_ids = [_whole(each) for each in fields["reviewers"] if each]
        terms["reviewers"] = [each for each in sent_ids if each is not None]
    levels = {kind: sent[f"level_{kind}"] for kind in BUILT_IN if f"level_{kind}" in sent}
    if levels:
        terms["levels"] = levels
    readings = {type_: sent[f"reading_{type_}"] for type_ in TYPES if f"reading_{type_}" in sent}
    if readings:
        terms["readings"] = readings
    return terms, errors


def _whole(text: str) -> int | None:
    plain = text.strip()
    return int(plain) if plain.isascii() and plain.isdigit() and len(plain) < 10 else None
