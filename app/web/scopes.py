"""A draft's scope and its preview in the browser."""

from collections.abc import Callable
from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from pydantic import BaseModel, ConfigDict
from sqlmodel import Session
from starlette.responses import HTMLResponse, Response

from app.actions.scopes import begin_discussion
from app.domain.inputs import Ordinal
from app.domain.roles import Actor
from app.domain.texts import BodyText, CellText, ShortText
from app.errors import Invalid
from app.gate.caller import Caller, Manager, Number, Reader
from app.gate.corpora import corpora
from app.gate.scopes import check_scope, find_leads, settle
from app.languages import say
from app.pages.leads import show_leads
from app.pages.scopes import show_preview, show_scope_form
from app.web.answers import fragment, is_htmx, see_other, show

router = APIRouter(prefix="/projects/{slug}/drafts/{number}")


class ScopeForm(BaseModel):
    """The scope as the form sends it: lists come as lines."""

    model_config = ConfigDict(extra="ignore")

    citing: bool = False
    led: bool = False
    answers: list[BodyText] = []
    dimensions: list[BodyText] = []
    text_any: BodyText = ""
    metadata: BodyText = ""
    disagreement: ShortText = ""
    certainty_below: ShortText = ""
    flags: list[ShortText] = []
    cites: BodyText = ""
    labeled_from: ShortText = ""
    labeled_before: ShortText = ""
    similar: ShortText = ""
    join: ShortText = "and"
    selection: CellText = ""
    control: ShortText = ""
    second_person: bool = False
    reach: ShortText = "all"
    since: ShortText = ""
    reopen: bool = False
    again_by: ShortText = "same"

    def raw(self) -> dict[str, Any]:
        """The scope as JSON; numbers that are none stay as they were typed, and are refused."""
        return {
            "citing": self.citing,
            "led": self.led,
            "predicate": {
                "answers": self.answers,
                "dimensions": _gathered(self.dimensions),
                "text_any": _lines(self.text_any),
                "metadata": dict(map(_field, _lines(self.metadata))),
                "disagreement": self.disagreement or None,
                "certainty_below": _number(self.certainty_below),
                "flags": self.flags,
                "cites": self.cites.replace(",", " ").split(),
                "labeled_from": self.labeled_from.strip() or None,
                "labeled_before": self.labeled_before.strip() or None,
                "join": self.join,
            },
            "similar": _number(self.similar) or 0,
            "selection": [line.strip() for line in _lines(self.selection)],
            "control": _number(self.control) or 0,
            "reach": self.reach,
            "since": self.since.strip() or None,
            "reopen": self.reopen,
        }


@router.get("/scope")
async def read_scope(request: Request, caller: Reader, number: Number) -> Response:
    """The scope: a region of the draft's page, or a page of its own."""
    if is_htmx(request):
        return await fragment(caller, "scopes/_scope.html", "scope", show_scope_form, number)
    return await show(request, caller, "scopes/show.html", say("Scope"), show_scope_form, number)


@router.post("/scope")
async def settle_scope(
    request: Request, caller: Manager, number: Number, form: Annotated[ScopeForm, Form()]
) -> Response:
    """Settle which labels the draft affects; what cannot be right comes back as it was typed, every
    mistake at its field."""
    mistakes = await find_mistakes(caller, form, partial(_check, number))
    if mistakes:
        return await _again(request, caller, number, form, mistakes)
    try:
        await settle(
            caller, corpora(request), number, form.raw(), form.second_person, form.again_by
        )
    except Invalid as wrong:
        return await _again(request, caller, number, form, {wrong.field or "": wrong.message})
    return await read_scope(request, caller, number)


async def find_mistakes(
    caller: Caller, form: ScopeForm, check: Callable[[Session, Actor, object], None]
) -> dict[str, str]:
    """All that cannot be right in a form, by field: what is refused is left out, and the rest is
    looked at again."""
    found: dict[str, str] = {}
    for _ in ScopeForm.model_fields:
        try:
            await caller.read(check, form.raw())
        except Invalid as wrong:
            name = wrong.field or ""
            found.setdefault(name, wrong.message)
            left_out = {"since": ("since", "reach")}.get(name, (name,))
            if not set(left_out) <= set(ScopeForm.model_fields):
                break
            form = form.model_copy(
                update={each: ScopeForm.model_fields[each].default for each in left_out}
            )
        else:
            break
    return found


def _check(number: int, db: Session, actor: Actor, raw: object) -> None:
    check_scope(db, actor, number, raw)


async def _again(
    request: Request, caller: Caller, number: int, form: ScopeForm, errors: dict[str, str]
) -> Response:
    kw: dict[str, Any] = {"typed": form.model_dump(), "errors": errors}
    if is_htmx(request):
        part = await fragment(caller, "scopes/_scope.html", "scope", show_scope_form, number, **kw)
    else:
        title, template = say("Not saved"), "scopes/show.html"
        part = await show(request, caller, template, title, show_scope_form, number, **kw)
    return HTMLResponse(part.body, Invalid.status)


@router.post("/scope/discussion")
async def discuss_scope(
    request: Request, caller: Manager, number: Number, question: Annotated[Ordinal, Form()]
) -> Response:
    """To the discussion of a question that led here, with the scope in words begun there."""
    await caller.write(begin_discussion, number, question)
    return see_other(request, f"/projects/{caller.slug}/questions/{question}")


@router.get("/leads")
async def read_leads(request: Request, caller: Manager, number: Number) -> Response:
    """What the cases suggest for the scope's form."""
    leads = await find_leads(caller, corpora(request), number)
    return await fragment(caller, "scopes/_leads.html", "leads", show_leads, number, leads)


@router.get("/preview")
async def read_preview(caller: Reader, number: Number) -> Response:
    """What publishing now would ask to be made again."""
    return await fragment(caller, "scopes/_preview.html", "preview", show_preview, number)


def _lines(text: str) -> list[str]:
    """One entry a line. A line of blanks is kept out, blanks inside an entry are kept."""
    return [line for line in text.replace("\r\n", "\n").split("\n") if line.strip()]


def _number(text: str) -> int | str | None:
    """A number typed into a field; None where nothing was."""
    text = text.strip()
    return int(text) if text.isdecimal() and len(text) < 20 else text or None


def _gathered(chosen: list[str]) -> dict[str, list[str]]:
    """What was chosen of each dimension, from name=value."""
    found: dict[str, list[str]] = {}
    for each in chosen:
        name, _, value = each.partition("=")
        found.setdefault(name, []).append(value)
    return found


def _field(line: str) -> tuple[str, list[str]]:
    name, sign, values = line.partition("=")
    if not sign or not name.strip() or not values.strip():
        raise Invalid(
            say("Write field=value in each line; “%(line)s” is none.", line=line), "metadata"
        )
    return name.strip(), [value.strip() for value in values.split("|")]
