"""Trusted answers that a change contradicts: what may become of them, and which one holds when."""

from collections.abc import Mapping, Sequence

from app.domain.texts import check_text
from app.errors import Invalid
from app.languages import mark, say

HOWS: Mapping[str, str] = {
    "rekey": mark("Take the ruling’s answer"),
    "retire": mark("Be gold no more"),
    "keep": mark("Stay as it is"),
}


def check_choice(how: str, reason: str) -> tuple[str, str]:
    """What somebody chose for a trusted answer; what contradicts the guideline stays for a reason
    alone. Raises Invalid, naming the field."""
    if how not in HOWS:
        raise Invalid(say("Choose one of: %(all)s.", all=", ".join(HOWS)), "how")
    if how == "keep" and not reason.strip():
        raise Invalid(say("Say why it stays, though the ruling says otherwise."), "reason")
    return how, check_text(reason.strip(), most=2000, field="reason")


def key_in_force(keys: Mapping[int | None, str | None], lineage: Sequence[int]) -> str | None:
    """The trusted answer for a label made under a revision, given what each revision made of it
    (None: before any of them), and the revision with all that it was built on, newest first."""
    for revision_id in lineage:
        if revision_id in keys:
            return keys[revision_id]
    return keys.get(None)
