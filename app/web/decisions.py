"""What the ML team does with a question in the browser: every step leads back to the question."""

from collections.abc import Callable
from datetime import timedelta
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Form, Request
from pydantic import BaseModel, ConfigDict
from starlette.responses import Response

from app.actions import merges, questions, rulings
from app.clock import now
from app.domain.inputs import MOST_ORDINAL
from app.domain.texts import BodyText, ShortText
from app.errors import Invalid, NotFound, Refused
from app.gate.caller import Caller, Number, Talker
from app.languages import say
from app.pages.questions import show_question
from app.web.answers import is_htmx, see_other, show

router = APIRouter(prefix="/projects/{slug}/questions/{number}")


class RulingForm(BaseModel):
    """A ruling as the form sends it."""

    model_config = ConfigDict(extra="ignore")

    key: UUID
    outcome: ShortText
    value: BodyText = ""
    condition: BodyText = ""
    exceptions: BodyText = ""
    rationale: BodyText = ""
    authority: BodyText = ""
    clauses: ShortText = ""


@router.post("/ruling")
async def make_ruling(
    request: Request, caller: Talker, number: Number, form: Annotated[RulingForm, Form()]
) -> Response:
    """Decide the question; a change of the guideline opens its draft."""
    typed = {name: str(value) for name, value in form if name != "key"}
    return await _step(
        request,
        caller,
        number,
        typed,
        rulings.make_ruling,
        key=form.key,
        outcome=form.outcome,
        value=form.value if form.outcome == "change" else None,
        condition=form.condition,
        exceptions=form.exceptions,
        rationale=form.rationale,
        authority=form.authority,
        clauses=[form.clauses] if form.clauses else [],
        cases=None,
    )


@router.post("/answer")
async def answer(
    request: Request,
    caller: Talker,
    number: Number,
    key: Annotated[UUID, Form()],
    body: Annotated[BodyText, Form()],
) -> Response:
    """Reply, and close it."""
    done = questions.answer_question
    return await _step(request, caller, number, {"body": body}, done, key=key, body=body)


@router.post("/declination")
async def decline(
    request: Request,
    caller: Talker,
    number: Number,
    key: Annotated[UUID, Form()],
    body: Annotated[BodyText, Form()],
    clause: Annotated[ShortText, Form()],
) -> Response:
    """The guideline already says it."""
    done = questions.decline_question
    return await _step(
        request, caller, number, {"body": body}, done, key=key, clause=clause, body=body
    )


@router.post("/duplicate")
async def merge(
    request: Request,
    caller: Talker,
    number: Number,
    into: Annotated[int | None, Form(ge=1, le=MOST_ORDINAL)] = None,
    other: Annotated[int | None, Form(ge=1, le=MOST_ORDINAL)] = None,
) -> Response:
    """Another question stands for it: one that was offered, or any by its number."""
    into = into or other
    if into is None:
        raise Invalid(say("Choose the question that stands for it."), "into")
    return await _step(request, caller, number, {}, merges.merge_question, into=into)


@router.post("/separation")
async def separate(request: Request, caller: Talker, number: Number) -> Response:
    """Undo its merge."""
    return await _step(request, caller, number, {}, merges.separate_question)


@router.post("/snooze")
async def snooze(
    request: Request,
    caller: Talker,
    number: Number,
    days: Annotated[int, Form(ge=0, le=365)] = 1,
    stay: Annotated[ShortText, Form()] = "",
) -> Response:
    """Lay it aside for some days; 0 takes it up again. `stay`: one is in the inbox, and stays."""
    until = now() + timedelta(days=days) if days else None
    if stay:
        await caller.write(questions.snooze_question, number, until=until)
        if is_htmx(request):
            return Response(status_code=204)
        return see_other(request, f"/projects/{caller.slug}/inbox")
    return await _step(request, caller, number, {}, questions.snooze_question, until=until)


@router.post("/title")
async def title(
    request: Request, caller: Talker, number: Number, title: Annotated[ShortText, Form()]
) -> Response:
    """Put it in the team's words."""
    return await _step(request, caller, number, {}, questions.title_question, title=title)


@router.post("/reopening")
async def reopen(request: Request, caller: Talker, number: Number) -> Response:
    """Open it again."""
    return await _step(request, caller, number, {}, questions.reopen_question)


async def _step(
    request: Request,
    caller: Caller,
    number: int,
    typed: dict[str, str],
    action: Callable[..., Any],
    **said: Any,
) -> Response:
    """Run the action and go back to the question. Refused without scripts, the page comes back
    with what was typed; with them it has never left."""
    try:
        await caller.write(action, number, **said)
    except NotFound:
        raise
    except Refused as refused:
        if is_htmx(request) or not typed:
            raise
        template, title = "questions/show.html", say("Question %(number)s", number=number)
        args = number, typed, refused.message
        page = await show(request, caller, template, title, show_question, *args)
        page.status_code = refused.status
        return page
    return see_other(request, f"/projects/{caller.slug}/questions/{number}")
