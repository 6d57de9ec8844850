"""The project as it stood, over the API. All labels of a moment are a file of the export."""

from typing import Annotated

from fastapi import APIRouter, Query

from app.gate.caller import Reader
from app.gate.moments import AsOf, Zone
from app.pages.labels import LabelView
from app.pages.listings import Listing
from app.pages.moments import StoodView, get_stood, page_own_then

router = APIRouter(prefix="/projects/{slug}/as-of", tags=["guideline"])


@router.get("")
async def read_moment(caller: Reader, as_of: AsOf, zone: Zone = "") -> StoodView:
    """The version in force at a moment, and how many labels counted: everybody's for staff, your
    own for others. `GET /exports/labels.jsonl?as_of=` has the labels themselves."""
    return await caller.read(get_stood, as_of, zone)


@router.get("/labels")
async def list_own_labels_then(
    caller: Reader,
    as_of: AsOf,
    zone: Zone = "",
    after: Annotated[int, Query(ge=0, le=2**62)] = 0,
) -> Listing[LabelView]:
    """Your own labels that counted at a moment, oldest first; `next` goes into `after`. A label
    that waits to be made again is left out."""
    return await caller.read(page_own_then, as_of, zone, after)
