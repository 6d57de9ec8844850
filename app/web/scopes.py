"""A draft's scope and its preview in the browser."""

from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from pydantic import BaseModel, ConfigDict
from starlette.responses import Response

from app.domain.inputs import Count, Emptied
from app.domain.texts import BodyText, DocumentText, ShortText
from app.gate.caller import Manager, Number, Reader
from app.gate.scopes import settle
from app.languages import say
from app.pages.scopes import show_preview, show_scope
from app.web.answers import fragment, is_htmx, show

router = APIRouter(prefix="/projects/{slug}/drafts/{number}")


class ScopeForm(BaseModel):
    """The scope as the form sends it: lists come as lines."""

    model_config = ConfigDict(extra="ignore")

    citing: bool = False
    led: bool = False
    answers: list[BodyText] = []
    text_any: BodyText = ""
    metadata: BodyText = ""
    disagreement: ShortText = ""
    certainty_below: Annotated[Count | None, Emptied] = None
    join: ShortText = "and"
    selection: DocumentText = ""
    control: Count = 0
    second_person: bool = False

    def raw(self) -> dict[str, Any]:
        """The scope as JSON."""
        return {
            "citing": self.citing,
            "led": self.led,
            "predicate": {
                "answers": self.answers,
                "text_any": _lines(self.text_any),
                "metadata": dict(map(_field, _lines(self.metadata))),
                "disagreement": self.disagreement or None,
                "certainty_below": self.certainty_below,
                "join": self.join,
            },
            "selection": [line.strip() for line in _lines(self.selection)],
            "control": self.control,
        }


@router.get("/scope")
async def read_scope(request: Request, caller: Reader, number: Number) -> Response:
    """The scope: a region of the draft's page, or a page of its own."""
    if is_htmx(request):
        return await fragment(caller, "scopes/_scope.html", "scope", show_scope, number)
    return await show(request, caller, "scopes/show.html", say("Scope"), show_scope, number)


@router.post("/scope")
async def settle_scope(
    request: Request, caller: Manager, number: Number, form: Annotated[ScopeForm, Form()]
) -> Response:
    """Settle which labels the draft affects."""
    await settle(caller, number, form.raw(), form.second_person)
    return await read_scope(request, caller, number)


@router.get("/preview")
async def read_preview(caller: Reader, number: Number) -> Response:
    """What publishing now would ask to be made again."""
    return await fragment(caller, "scopes/_preview.html", "preview", show_preview, number)


def _lines(text: str) -> list[str]:
    """One entry a line. A line of blanks is kept out, blanks inside an entry are kept."""
    return [line for line in text.replace("\r\n", "\n").split("\n") if line.strip()]


def _field(line: str) -> tuple[str, list[str]]:
    name, _, values = line.partition("=")
    return name.strip(), [value.strip() for value in values.split("|")]
