"""What a mark in a message may stand for, offered while it is typed: @ # R- and : ."""

import re
from dataclasses import dataclass

from sqlmodel import Session

from app.domain.emoji import ALSO, EMOJI
from app.domain.mentions import GROUPS
from app.domain.roles import Actor, is_staff
from app.languages import say
from app.pages.asked import say_questions
from app.pages.rulings import root_of
from app.queries.guidelines import document_of, find_published
from app.queries.members import list_members
from app.queries.questions import list_questions
from app.queries.rulings import list_in_force
from app.queries.tasks import TaskFilter, list_tasks

MOST = 8
MARKS = ("@", "#", "R-", ":")


@dataclass(frozen=True, slots=True)
class SuggestionView:
    """One thing that is offered. `insert` takes the place of what was typed."""

    insert: str
    name: str
    hint: str


@dataclass(frozen=True, slots=True)
class SuggestionsView:
    """What is offered, the best first."""

    options: tuple[SuggestionView, ...]


def show_suggestions(db: Session, actor: Actor, mark: str, words: str) -> SuggestionsView:
    """What fits a mark and the words after it, of what the actor may see."""
    find = {"@": _people, "#": _numbers, "R-": _rules, ":": _emoji}[mark]
    found = find(db, actor, words)
    typed = words.lower()
    if mark == ":":  # inside a word a few letters are found everywhere
        begins = re.compile(rf"(?:^|[\s,]){re.escape(typed)}")
        found = [one for one in found if begins.search(_names(one))]
        return SuggestionsView(tuple(found[:MOST]))
    first = [one for one in found if one.name.lower().startswith(typed)]
    then = [one for one in found if one not in first and typed in f"{one.name} {one.hint}".lower()]
    return SuggestionsView(tuple([*first, *then][:MOST]))


def _names(one: SuggestionView) -> str:
    return f"{one.name}, {ALSO.get(one.name, '')}"


def _people(db: Session, actor: Actor, _: str) -> list[SuggestionView]:
    mates = [
        SuggestionView(f"@{mate.name}", mate.name, mate.role)
        for mate in list_members(db, actor)
        if mate.id != actor.member_id and mate.account_id is not None
    ]
    meant = {"team": say("everybody of the ML team"), "reviewers": say("all reviewers")}
    return mates + [SuggestionView(f"@{group}", group, meant[group]) for group in GROUPS]


def _numbers(db: Session, actor: Actor, words: str) -> list[SuggestionView]:
    """Questions by number and title; for staff tasks by their external id, too."""
    root = root_of(db, actor.project_id)
    asked = list_questions(db, actor, None, None, 200)
    words_of = {} if is_staff(actor) else say_questions(db, actor.member_id, asked)
    found = [
        SuggestionView(f"#{one.number}", str(one.number), words_of.get(one.id or 0, one.title))
        for one in asked
    ]
    if words and is_staff(actor):
        found += [
            SuggestionView(
                f"[{task.external_id}]({root}/tasks/{task.key})", task.external_id, "task"
            )
            for task in list_tasks(db, actor, TaskFilter(external_id=words), most=1)[0]
        ]
    return found


def _rules(db: Session, actor: Actor, _: str) -> list[SuggestionView]:
    """Rulings in force by number, clauses in force by code."""
    rulings = [
        SuggestionView(
            f"R-{ruling.number}",
            str(ruling.number),
            question.title if question.titled_by_team or is_staff(actor) else ruling.condition,
        )
        for ruling, question in list_in_force(db, actor.project_id)
    ]
    clauses = [
        SuggestionView(f"R-{clause.code}", clause.code, clause.text.strip().split("\n")[0][:80])
        for clause in document_of(find_published(db, actor.project_id)).clauses
    ]
    return rulings + clauses


def _emoji(_: Session, __: Actor, ___: str) -> list[SuggestionView]:
    return [SuggestionView(sign, name.replace("_", " "), sign) for name, sign in EMOJI.items()]
