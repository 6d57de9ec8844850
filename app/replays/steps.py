"""One step of a scenario: the talk, the ruling, the revision, its scope and its publication."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from app.clock import new_ordered_id
from app.errors import Invalid
from app.replays.clients import Client
from app.replays.folders import Folder, Step, Talk
from app.replays.people import Cast
from app.replays.stages import publish_draft
from app.replays.strata import settle, tasks_in_scope

Row = dict[str, Any]
CATEGORY = "guideline_gap"


@dataclass(frozen=True, slots=True)
class Talking:
    """Who talks about what: `keys` are the tasks' keys by item."""

    cast: Cast
    folder: Folder
    keys: dict[str, str]

    def play(self, names: Iterable[str]) -> dict[str, int]:
        """Everybody says what they said; the numbers of the questions by thread."""
        return {name: self._raise(self.folder.talks[name]) for name in names}

    def settle(self, step: Step) -> int:
        """The step's threads, of which some are answered and others merged into the question that
        is to be ruled: its number."""
        numbers = self.play(step.threads)
        for name in step.answered:
            said = self.folder.talks[name]
            body = {"body": _reply(self.folder, said) or step.rationale, "key": _key()}
            self.cast.lead.post(f"/questions/{numbers[name]}/answer", body)
        standing, *others = (*step.questions, *step.duplicates)
        for name in others:
            into = {"into": numbers[standing]}
            self.cast.lead.put(f"/questions/{numbers[name]}/duplicate", into)
        return numbers[standing]

    def _raise(self, said: Talk) -> int:
        """The opener's first message flags the task; the others answer in its thread."""
        task = self.keys.get(said.item)
        if task is None:
            raise Invalid(f"Thread {said.name} is about {said.item}, which is no task.")
        opens = bool(said.messages) and said.messages[0][0] == said.opened_by
        note = said.messages[0][1] if opens else said.tag or said.name
        person = self.cast.person(said.opened_by)
        body = {"category": CATEGORY, "note": note, "key": _key()}
        flag = person.post(f"/tasks/{task}/flags", body)
        for place, (by, text) in enumerate(said.messages):
            if (opens and place == 0) or place == _closing(self.folder, said):
                continue
            words = {"body": text, "key": _key()}
            self.cast.person(by).post(f"/threads/task:{task}/messages", words)
        number: int = flag["question"]
        return number


def rule(cast: Cast, step: Step, question: int) -> Row:
    """The ruling, and the draft that it opens, brought to the text of the plan."""
    decision = {
        "outcome": "change",
        "value": step.answer,
        "condition": step.slice,
        "rationale": step.rationale,
        "key": _key(),
    }
    ruling = cast.lead.post(f"/questions/{question}/ruling", decision)
    number = _draft_of(cast.lead, ruling["number"])
    text = step.guideline
    draft: Row = cast.lead.get(f"/drafts/{number}")
    file = {"markdown": text.markdown, "name": text.name, "version": text.version}
    draft = cast.lead.put(f"/drafts/{number}/file", {"edition": draft["edition"], **file})
    types = {"edition": draft["edition"], "types": {"*": step.change}}
    return cast.lead.put(f"/drafts/{number}/types", types)  # type: ignore[no-any-return]


def publish(cast: Cast, step: Step, draft: int) -> tuple[Row, frozenset[str]]:
    """Settle the scope, gather approvals, publish; gives what was published, and the tasks that
    the scope selected. It is a predicate of the plan, or else the list as a reviewer's own
    selection."""
    if step.settle:
        settle(cast.lead, draft, predicate=step.predicates[step.settle])
    else:
        settle(cast.lead, draft, selection=list(step.scope))
    selected = frozenset(tasks_in_scope(cast.lead, draft))
    return publish_draft(cast, draft), selected


def _closing(folder: Folder, said: Talk) -> int | None:
    """Which message is the lead's answer that closes the question, in a thread that is answered;
    it is not said twice."""
    if not any(said.name in step.answered for step in folder.steps):
        return None
    places = [place for place, (by, _) in enumerate(said.messages) if by == folder.lead]
    return places[-1] if places else None


def _reply(folder: Folder, said: Talk) -> str | None:
    """The lead's answer, or else the last word that was said."""
    place = _closing(folder, said)
    if place is None:
        return said.messages[-1][1] if said.messages else None
    return said.messages[place][1]


def _draft_of(lead: Client, ruling: int) -> int:
    """The open draft that a ruling began."""
    for row in lead.get("/drafts")["items"]:
        if ruling in lead.get(f"/drafts/{row['number']}")["rulings"]:
            number: int = row["number"]
            return number
    raise Invalid(f"Ruling {ruling} opened no draft.")


def _key() -> str:
    return str(new_ordered_id())
