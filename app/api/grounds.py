"""Why a label is what it is, over the API."""

from uuid import UUID

from fastapi import APIRouter

from app.gate.caller import Number, Reader
from app.pages.grounds import GroundsView, LineView, show_grounds, show_own_line

router = APIRouter(prefix="/projects/{slug}/tasks/{key}", tags=["labeling"])


@router.get("/label/grounds")
async def read_own_line(caller: Reader, key: UUID) -> LineView:
    """Your own answers on a task, newest first: the version that each was made under, the clauses
    it cites, the relabel that asked for it, the rulings behind it and who asked for them. 404
    until you have answered, and while the label waits to be made again."""
    return await caller.read(show_own_line, key)


@router.get("/labels/{number}/grounds")
async def read_grounds(caller: Reader, key: UUID, number: Number) -> GroundsView:
    """The same of anybody's label, for staff; `number` is the `id` of the label in exports."""
    return await caller.read(show_grounds, key, number)
