"""Topics as people name them: where in the discussions something stands."""

import re

from app.errors import Invalid
from app.languages import say

_QUESTION = re.compile(r"(?:question[ :]*|#)?(\d{1,9})", re.IGNORECASE)
_RULING = re.compile(r"(?:ruling[ :]*|R-)(\d{1,9})", re.IGNORECASE)
_CLAUSE = re.compile(r"(?:clause[ :]*|[Rr]-)?([a-z]\w{0,11}(?:\.\w{1,5}){0,3})")
_TASK = re.compile(r"task:[0-9a-f-]{36}")
# as it is pasted, and as it is offered while one types
_LINK = re.compile(r"(?:\[.*\]\()?\S*/(?:tasks/|threads/task:)([0-9a-f-]{36})\b\S*")


def parse_topic(typed: str) -> str:
    """The topic that somebody means by "#12", "question 12", "R-c4", "c4", "lounge" or a task's
    link. "R-3" is `ruling:3`, which has no discussion of its own: its question has."""
    plain = typed.strip()
    if plain.lower() == "lounge" or _TASK.fullmatch(plain):
        return plain.lower()
    if question := _QUESTION.fullmatch(plain):
        return f"question:{int(question[1])}"
    if ruling := _RULING.fullmatch(plain):
        return f"ruling:{int(ruling[1])}"
    if task := _LINK.fullmatch(plain):
        return f"task:{task[1]}"
    if clause := _CLAUSE.fullmatch(plain):
        return f"clause:{clause[1]}"
    raise Invalid(
        say(
            "Name where it belongs: #12 for a question, R-3 for a ruling's question, R-c4 for a "
            "clause, or the lounge."
        ),
        "to",
    )
