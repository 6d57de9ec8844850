"""One step of a scenario: the talk, the ruling, the revision, its scope and its publication."""

from typing import Any

from app.clock import new_ordered_id
from app.errors import Invalid
from app.replays.clients import Client
from app.replays.folders import Folder, Step, Talk
from app.replays.people import Cast
from app.replays.results import query_result
from app.replays.stages import publish_draft

Row = dict[str, Any]
CATEGORY = "guideline_gap"


def talk(cast: Cast, folder: Folder, step: Step, keys: dict[str, str]) -> int:
    """Everybody says what they said, questions are answered and merged; gives the number of the
    question that is to be ruled."""
    numbers = {}
    for thread in (*step.questions, *step.duplicates, *step.answered):
        said = folder.talks[thread]
        numbers[thread] = _raise(cast, folder, said, keys[said.item])
    for thread in step.answered:
        replies = [text for by, text in folder.talks[thread].messages if by == folder.lead]
        body = {"body": replies[-1] if replies else step.rationale, "key": str(new_ordered_id())}
        cast.lead.post(f"/questions/{numbers[thread]}/answer", body)
    standing = numbers[step.questions[0]]
    merged = [numbers[thread] for thread in (*step.questions[1:], *step.duplicates)]
    for number in merged:
        cast.lead.put(f"/questions/{number}/duplicate", {"into": standing})
    return standing


def rule(cast: Cast, step: Step, question: int) -> Row:
    """The ruling, and the draft that it opens, brought to the text of the plan."""
    ruling = cast.lead.post(
        f"/questions/{question}/ruling",
        {
            "outcome": "change",
            "value": step.answer,
            "condition": step.slice,
            "rationale": step.rationale,
            "key": str(new_ordered_id()),
        },
    )
    number = _draft_of(cast.lead, ruling["number"])
    text = step.guideline
    draft: Row = cast.lead.get(f"/drafts/{number}")
    file = {"markdown": text.markdown, "name": text.name, "version": text.version}
    draft = cast.lead.put(f"/drafts/{number}/file", {"edition": draft["edition"], **file})
    types = {"edition": draft["edition"], "types": {"*": step.change}}
    return cast.lead.put(f"/drafts/{number}/types", types)  # type: ignore[no-any-return]


def ask_queries(cast: Cast, step: Step, draft: int, in_force: str) -> dict[str, Row]:
    """What the plan's text queries would select, and what disagreement would."""
    asked: dict[str, Row] = {name: {"text_any": words} for name, words in step.queries.items()}
    asked[f"majority label disputed (not unanimous) under {in_force}"] = {"disagreement": "any"}
    results = {}
    for name, predicate in asked.items():
        _settle(cast.lead, draft, citing=False, led=False, predicate=predicate)
        results[name] = query_result(step, _tasks_in_scope(cast.lead, draft))
    return results


def publish(cast: Cast, step: Step, draft: int) -> Row:
    """Settle the reviewer's own selection as the scope, gather approvals, publish."""
    _settle(cast.lead, draft, citing=False, led=False, selection=list(step.scope))
    return publish_draft(cast, draft)


def _raise(cast: Cast, folder: Folder, said: Talk, task: str) -> int:
    """The first message flags the task; the others answer in its thread."""
    first, *rest = said.messages
    flag = cast.person(said.opened_by).post(
        f"/tasks/{task}/flags",
        {"category": CATEGORY, "note": first[1], "key": str(new_ordered_id())},
    )
    for by, text in rest:
        if by == folder.lead:
            continue  # the lead's reply is the question's answer
        body = {"body": text, "key": str(new_ordered_id())}
        cast.person(by).post(f"/threads/task:{task}/messages", body)
    number: int = flag["question"]
    return number


def _draft_of(lead: Client, ruling: int) -> int:
    """The open draft that a ruling began."""
    for row in lead.get("/drafts")["items"]:
        if ruling in lead.get(f"/drafts/{row['number']}")["rulings"]:
            number: int = row["number"]
            return number
    raise Invalid(f"Ruling {ruling} opened no draft.")


def _settle(lead: Client, draft: int, **scope: Any) -> None:
    lead.put(f"/drafts/{draft}/scope", {"control": 0, "second_person": False, **scope})


def _tasks_in_scope(lead: Client, draft: int) -> set[str]:
    found: set[str] = set()
    after: int | None = 0
    while after is not None:
        page = lead.get(f"/drafts/{draft}/scope/tasks", after=after)
        found |= {external_id for external_id, _ in page["tasks"]}
        after = page["after"]
    return found
