"""The only door to Jinja: templates are compiled once, and fail loudly on what is missing."""

from collections.abc import Mapping, Sequence
from functools import cache
from math import log10
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from app.domain.markup import render_markdown, unbold
from app.domain.texts import capital, excerpt
from app.languages import lookup, lookup_here, lookup_many, spoken
from app.pages.times import say_span, say_time

TEMPLATES = Path(__file__).parents[2] / "templates"


@cache
def environment() -> Environment:
    """The one environment: autoescaping, strict, with the few filters that templates need."""
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        extensions=["jinja2.ext.i18n"],
    )
    made.install_gettext_callables(  # type: ignore[attr-defined]
        lookup, lookup_many, newstyle=True, pgettext=lookup_here
    )
    made.filters["said"] = _said
    made.globals["spoken"] = spoken
    made.filters["markdown"] = _safe_markdown
    made.filters["excerpt"] = excerpt
    made.filters["log10"] = _log10
    made.filters["counted"] = _counted
    made.filters["capital"] = capital
    made.filters["unbold"] = unbold
    made.filters["moment"] = say_time
    made.filters["span"] = say_span
    return made


def _safe_markdown(text: str, root: str = "", names: Sequence[str] = ()) -> Markup:
    return Markup(render_markdown(text, root, names))  # noqa: S704  cleaned there, and only there


def _counted(number: int, most: int = 1000) -> str:
    """A count that ends at `most`: "1,000+" where there may be more."""
    return f"{number:,}+" if number >= most else f"{number:,}"


def _log10(number: float) -> float:
    """For scales by tens; what is not positive stands at their beginning."""
    return log10(number) if number > 0 else 0.0


@pass_context  # or a constant would be said once for all, when the template is compiled
def _said(_: Context, word: object) -> str:
    """A word of the house, such as a role or a state, as people read it."""
    return lookup(str(word))


def render(template: str, context: Mapping[str, Any]) -> str:
    """A template with its variables, as HTML."""
    return environment().get_template(template).render(context)


@cache
def text_environment() -> Environment:
    """The same for plain text, such as the text part of a mail, where nothing is markup."""
    return environment().overlay(autoescape=False)


def render_text(template: str, context: Mapping[str, Any]) -> str:
    """A template with its variables, as plain text."""
    return text_environment().get_template(template).render(context)
