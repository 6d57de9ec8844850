"""Exams in the browser: the list, one's own standing, and the ML team's side."""

from typing import Annotated

from fastapi import APIRouter, Form, Query, Request
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import HTMLResponse, Response

from app.actions.attempts import start_attempt
from app.actions.exams import Plan, allow_practice, close_exam, fill_exam, make_exam
from app.actions.qualifications import take_qualification
from app.domain.inputs import Id
from app.domain.texts import ShortText
from app.errors import Conflict, Invalid
from app.gate.caller import Labeler, Manager, Number, Reader
from app.languages import say
from app.pages.exam_setups import show_passing, show_setup
from app.pages.exams import show_exam, show_exams
from app.web.answers import fragment, see_other, show

router = APIRouter(prefix="/projects/{slug}/exams")
SETUP = "exams/new.html"
Counts = Annotated[list[ShortText], Query(default_factory=list, max_length=500)]


class ExamForm(BaseModel):
    """An exam as its form sends it: numbers are text until they are found to be some. `code` and
    `many` come once for each clause, in the same order."""

    model_config = ConfigDict(extra="ignore")

    title: ShortText = ""
    code: list[ShortText] = Field(default=[], max_length=500)
    many: list[ShortText] = Field(default=[], max_length=500)
    mark: ShortText = ""
    minutes: ShortText = ""
    attempts: ShortText = ""
    pause_hours: ShortText = ""
    holds: ShortText = "nobody"
    gives_role: bool = False
    gives_priority: bool = False
    practice: bool = False

    def plan(self) -> Plan:
        """The same for the action; what is no number is none that can be."""
        return Plan(
            title=self.title,
            counts={code: _whole(many or "0") for code, many in self.counts().items()},
            mark=_whole(self.mark) / 100,
            minutes=_whole(self.minutes),
            attempts=_whole(self.attempts),
            pause_hours=_whole(self.pause_hours),
            holds=self.holds,
            gives_role=self.gives_role,
            gives_priority=self.gives_priority,
            practice=self.practice,
        )

    def counts(self) -> dict[str, str]:
        """What was typed for each clause."""
        return dict(zip(self.code, self.many, strict=False))


def _whole(typed: str) -> int:
    plain = typed.strip()
    return int(plain) if plain.isdecimal() and len(plain) < 6 else -1


@router.get("")
async def list_all(request: Request, caller: Reader) -> Response:
    """The project's exams."""
    return await show(request, caller, "exams/list.html", say("Exams"), show_exams)


@router.get("/new")
async def read_setup(request: Request, caller: Manager) -> Response:
    """The form that makes one."""
    return await show(request, caller, SETUP, say("Make an exam"), show_setup)


@router.get("/passing")
async def read_passing(
    caller: Manager, many: Counts, mark: Annotated[ShortText, Query()] = ""
) -> Response:
    """How many right answers it takes, by what stands in the form."""
    return await fragment(caller, "exams/_passing.html", "passing", show_passing, many, mark)


@router.post("")
async def make(request: Request, caller: Manager, form: Annotated[ExamForm, Form()]) -> Response:
    """Make an exam; the form comes back as it was sent where that cannot be."""
    try:
        number = await caller.write(lambda db, actor: make_exam(db, actor, form.plan()).number)
    except (Invalid, Conflict) as wrong:
        typed = form.model_dump() | {
            "counts": form.counts(),
            "problem": wrong.message,
            "field": wrong.detail.get("field"),
        }
        page = await show(request, caller, SETUP, say("Not made"), show_setup, typed)
        return HTMLResponse(page.body, wrong.status)
    return see_other(request, f"/projects/{caller.slug}/exams/{number}")


@router.get("/{number}")
async def read_exam(request: Request, caller: Reader, number: Number) -> Response:
    """One exam."""
    return await show(request, caller, "exams/show.html", say("Exam"), show_exam, number)


@router.post("/{number}/attempts")
async def start(
    request: Request,
    caller: Labeler,
    number: Number,
    mode: Annotated[ShortText, Form()] = "exam",
) -> Response:
    """Begin, or go on with what was begun."""
    key = await caller.write(lambda db, actor: start_attempt(db, actor, number, mode=mode).key)
    return see_other(request, f"/projects/{caller.slug}/attempts/{key}")


@router.post("/{number}/filling")
async def fill(request: Request, caller: Manager, number: Number) -> Response:
    """Take up what has come since."""
    await caller.write(fill_exam, number)
    return see_other(request, f"/projects/{caller.slug}/exams/{number}")


@router.post("/{number}/practice")
async def practise(
    request: Request,
    caller: Manager,
    number: Number,
    question: Annotated[list[Id], Form(max_length=2000)],
    allowed: Annotated[bool, Form()],
) -> Response:
    """Say which questions may be practised on."""
    await caller.write(allow_practice, number, questions=question, allowed=allowed)
    return see_other(request, f"/projects/{caller.slug}/exams/{number}#questions")


@router.post("/{number}/closing")
async def close(request: Request, caller: Manager, number: Number) -> Response:
    """Close it."""
    await caller.write(close_exam, number)
    return see_other(request, f"/projects/{caller.slug}/exams/{number}")


@router.post("/{number}/people/{member_id}/removal")
async def take(
    request: Request,
    caller: Manager,
    number: Number,
    member_id: Number,
    why: Annotated[ShortText, Form()] = "",
) -> Response:
    """Take back what passing gave somebody."""
    await caller.write(take_qualification, number, member_id, why=why)
    return see_other(request, f"/projects/{caller.slug}/exams/{number}")
