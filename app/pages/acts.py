"""Who did what when, and to what: the project's log as people read it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from sqlmodel import Session

from app.domain.acts import GROUPS, TAKEN_UP, WORDS
from app.domain.roles import Actor, is_ml_team
from app.languages import mark, say, say_many
from app.pages.rulings import root_of
from app.pages.words import say_topic
from app.queries.acts import PAGE, ActFilter, list_acts, list_doers, map_acted_tasks
from app.queries.members import map_names
from app.records.events import Event

# what events number, the most telling first: the name of the number, its words, and the path
NUMBERED = (
    ("ruling", mark("Ruling %(number)s"), "/rulings/%s"),
    ("draft", mark("Draft %(number)s"), "/drafts/%s"),
    ("revision", mark("Draft %(number)s"), "/drafts/%s"),  # a revision has its draft's number
    ("relabel", mark("Relabel %(number)s"), "/relabels/%s"),
    ("endpoint", mark("Webhook %(number)s"), "/settings/webhooks"),
    ("bridge", mark("Bridge %(number)s"), "/settings/webhooks"),
    ("question", mark("Question %(number)s"), "/questions/%s"),
)
# a project's terms, as its settings call them
TERMS = {
    "name": mark("Name"),
    "objective": mark("Objective"),
    "prompt": mark("Prompt"),
    "answers": mark("Answers"),
    "overlap": mark("Overlap"),
    "overlap_most": mark("Further labels where people disagree"),
    "stakes_field": mark("Where much is at stake"),
    "stakes_value": mark("Where much is at stake"),
    "lease_seconds": mark("Lease"),
    "listed_fields": mark("Metadata that labelers see"),
    "open_discussion": mark("Independence"),
    "prelabels": mark("Suggestions by a model"),
    "descriptive": mark("Whether people may differ"),
    "levels": mark("What people are told"),
    "approvals": mark("Review"),
}
Tasks = Mapping[int | str, tuple[str, str]]


@dataclass(frozen=True, slots=True)
class ActView:
    """One act. `about`: what it was done to, with the path there, if there is one to go to."""

    seq: int
    at: datetime
    who: str
    what: str
    about: str
    url: str


@dataclass(frozen=True, slots=True)
class ActsView:
    """Acts, newest first, and the filter that found them. `following`: where to read on."""

    root: str
    acts: tuple[ActView, ...]
    following: int | None
    who: int | None
    what: str
    since: str
    until: str
    people: tuple[tuple[str, str], ...]
    groups: tuple[tuple[str, str], ...]
    has_settings: bool

    @property
    def is_filtered(self) -> bool:
        """Whether anything narrows the list."""
        return bool(self.who or self.what or self.since or self.until)


@dataclass(frozen=True, slots=True)
class Asked:
    """What is looked for, as it was typed: a person, a group of acts, the first and last day."""

    who: int | None = None
    what: str = ""
    since: str = ""
    until: str = ""


def show_acts(db: Session, actor: Actor, asked: Asked, before: int | None = None) -> ActsView:
    """The list, for staff; days begin and end in UTC, as those of a search do."""
    first, last = _day(asked.since), _day(asked.until)
    until = last + timedelta(days=1) if last else None
    found = list_acts(db, actor, ActFilter(asked.who, asked.what, first, until), before, PAGE + 1)
    page = found[:PAGE]
    tasks = map_acted_tasks(db, actor, {each for event in page for each in _tasks_of(event)})
    people = {each for event in page for each in (event.actor_id, _member(event))}
    names = map_names(db, actor.project_id, people)
    root = root_of(db, actor.project_id)
    return ActsView(
        root=root,
        acts=tuple(_view(event, root, names, tasks) for event in page),
        following=page[-1].seq if len(found) > PAGE else None,
        who=asked.who,
        what=asked.what if asked.what in GROUPS else "",
        since=asked.since if first else "",
        until=asked.until if last else "",
        people=(("", say("Anybody")), *((str(id), name) for id, name in list_doers(db, actor))),
        groups=(("", say("Anything")), *((name, say(words)) for name, words in GROUPS.items())),
        has_settings=is_ml_team(actor),
    )


def _day(typed: str) -> datetime | None:
    try:
        return datetime.combine(date.fromisoformat(typed), datetime.min.time(), UTC)
    except ValueError:
        return None


def _view(event: Event, root: str, names: Mapping[int, str], tasks: Tasks) -> ActView:
    about, path = _about(event, names, tasks)
    who = names.get(event.actor_id or 0, "Precedent")
    what = say(TAKEN_UP if event.data.get("aside") is False else WORDS[event.kind])
    return ActView(event.seq, event.at, who, what, about, f"{root}{path}" if path else "")


def _about(event: Event, names: Mapping[int, str], tasks: Tasks) -> tuple[str, str]:
    """What an act was done to, in words, and the path there. An event holds ids and no content."""
    data, topic = event.data, str(event.data.get("topic", ""))
    if member := _member(event):
        role = f" ({say(str(data['role']))})" if "role" in data else ""
        name = names.get(member, "")
        return name + role, f"/people/{member}" if event.kind != "member.removed" else ""
    task = next((tasks[each] for each in _tasks_of(event) if each in tasks), None)
    if topic:
        return task[1] if task else say_topic(topic).capitalize(), f"/threads/{topic}"
    for noun, words, path in NUMBERED:
        if noun in data:
            return say(words, number=data[noun]), path % data[noun] if "%" in path else path
    if task:
        return task[1], f"/tasks/{task[0]}"
    many, fields = data.get("many"), data.get("fields")
    if isinstance(many, int):
        return say_many("%(count)s row", "%(count)s rows", many), ""
    changed = (
        [say(TERMS[each]) for each in fields if each in TERMS] if isinstance(fields, list) else []
    )
    return ", ".join(changed), "/settings" if changed else ""


def _tasks_of(event: Event) -> tuple[int | str, ...]:
    """The tasks that an event names, by number or by key."""
    named = event.data.get("task")
    topic = str(event.data.get("topic", ""))
    if topic.startswith("task:"):
        return (topic.removeprefix("task:"),)
    return (named,) if isinstance(named, int | str) else ()


def _member(event: Event) -> int | None:
    """Whom an act was done to, where it was done to somebody."""
    is_of_person = event.kind.startswith("member.") and "invited" not in event.kind
    return event.subject if is_of_person else None
