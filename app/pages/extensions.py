"""The form that makes a relabel wider."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session

from app.domain.answers import AnswerSchema, parse_schema
from app.domain.predicates import FLAGS
from app.domain.roles import Actor, may_publish
from app.domain.scopes import describe, parse_scope
from app.errors import Forbidden
from app.languages import say
from app.queries.projects import get_project
from app.queries.relabels import get_relabel

EMPTY: Mapping[str, Any] = {
    **{"answers": (), "dimensions": ()},
    **{"text_any": "", "metadata": "", "disagreement": "", "certainty_below": ""},
    **{"flags": (), "cites": "", "labeled_from": "", "labeled_before": ""},
    **{"join": "and", "selection": "", "reason": ""},
}


@dataclass(frozen=True, slots=True)
class ExtensionForm:
    """What stands in it, and what is wrong by field. `scope`: what the relabel asks for already."""

    slug: str
    number: int
    scope: str
    answers: AnswerSchema
    flags: tuple[tuple[str, str], ...]
    typed: Mapping[str, Any]
    errors: Mapping[str, str]


def show_extension_form(
    db: Session,
    actor: Actor,
    number: int,
    typed: Mapping[str, Any] | None = None,
    errors: Mapping[str, str] | None = None,
) -> ExtensionForm:
    """The form; after a refusal with what was typed."""
    relabel = get_relabel(db, actor, number)
    if not may_publish(actor):
        raise Forbidden(say("Leading a relabel is the ML team's."))
    project = get_project(db, actor.project_id)
    schema = parse_schema(project.answers)
    words = describe(parse_scope(relabel.scope), schema)
    flags = tuple((name, say(told)) for name, told in FLAGS.items())
    return ExtensionForm(project.slug, number, words, schema, flags, typed or EMPTY, errors or {})
