"""Imports over the API: the request's body is the file; the answer is the report."""

import asyncio
import json
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, Field
from starlette.responses import Response

from app.domain.imports import parse_options
from app.domain.texts import BodyText, ShortText
from app.errors import Invalid
from app.gate.caller import Importer, Reader, as_json
from app.gate.imports import Imports
from app.gate.repeats import Asked
from app.languages import say
from app.pages.imports import ImportsView, ReportView, show_import, show_imports

router = APIRouter(prefix="/projects/{slug}/imports", tags=["imports"])
FILE = {
    "requestBody": {
        "required": True,
        "content": {
            "application/x-ndjson": {
                "schema": {"type": "string"},
                "example": '{"external_id": "t-1", "text": "…"}',
            },
            "text/csv": {"schema": {"type": "string"}, "example": "external_id,text\nt-1,…\n"},
        },
    }
}


class HowToRead(BaseModel):
    """How the file is to be read. `fields` is JSON: the column of each field that is not called
    as usual. `wait=false` answers 202 at once; the report then fills while you look."""

    kind: Literal["tasks", "labels", "gold", "proxies", "predictions"]
    format: Literal["auto", "jsonl", "csv"] = "auto"
    filename: ShortText = ""
    fields: BodyText = Field("", max_length=20_000, examples=['{"external_id": "item_id"}'])
    ignore: list[ShortText] = Field([], max_length=1000)
    text_format: Literal["plain", "markdown"] = "plain"
    zone: ShortText = Field("", max_length=100, examples=["Europe/Berlin"])
    guideline: ShortText = Field("", examples=["1.0.0"])
    proxy: ShortText = Field("", max_length=60, examples=["clicks"])
    direction: Literal["", "more", "less"] = ""
    model: ShortText = Field("", description="of predictions, with its version")
    model_version: ShortText = ""
    create_annotators: bool = True
    dry_run: bool = False
    wait: bool = True


@router.post("", status_code=201, response_model=ReportView, openapi_extra=FILE)
async def import_file(
    request: Request, caller: Importer, how: Annotated[HowToRead, Query()]
) -> Response:
    """Take in a file of tasks, labels made elsewhere, gold, proxies, or a model's predictions. Good
    rows are kept, the others are in the report with their lines. Needs the scope `import` and a
    place in the ML team. A repeat with the same Idempotency-Key imports nothing again and gets the
    report of the
    first."""
    imports: Imports = request.app.state.imports
    raw = how.model_dump(exclude={"fields", "filename", "wait"})
    options = parse_options(raw | {"fields": _fields(how.fields)})
    asked = Asked.of(request)
    key, task = await imports.begin(caller, options, how.filename, request.stream(), asked)
    if how.wait and task:
        # shielded: whoever stops listening does not stop an import that was received whole
        await asyncio.shield(task)
    report = await caller.read(show_import, key)
    is_whole = how.wait and report.importing.state != "running"
    return Response(as_json(report), 201 if is_whole else 202, media_type="application/json")


@router.get("")
async def list_imports(
    caller: Reader, before: Annotated[int | None, Query(ge=1, le=2**62)] = None
) -> ImportsView:
    """The project's imports, newest first."""
    return await caller.read(show_imports, before)


@router.get("/{key}")
async def read_import(
    caller: Reader, key: UUID, after: Annotated[int, Query(ge=0, le=2**62)] = 0
) -> ReportView:
    """An import and its faults, fifty at a time in the order of the file."""
    return await caller.read(show_import, key, after)


def _fields(text: str) -> Any:
    try:
        return json.loads(text) if text else {}
    except (ValueError, RecursionError):
        raise Invalid(say("“fields” is a JSON object."), field="fields") from None
