"""How far people agree, over the API."""

from typing import Annotated

from fastapi import APIRouter, Query, Request

from app.domain.texts import ShortText
from app.gate.caller import Reader
from app.gate.figures import ask_dimension, figures
from app.pages.labelers import LabelersView, show_labelers
from app.pages.quality import (
    AgreementView,
    SlicesView,
    need_field,
    show_agreement,
    show_slices,
)

router = APIRouter(prefix="/projects/{slug}/quality", tags=["quality"])
Dimension = Annotated[ShortText, Query(description="the first one where none is named")]


@router.get("/agreement")
async def read_agreement(
    request: Request, caller: Reader, dimension: Dimension = ""
) -> AgreementView:
    """Percent agreement, Krippendorff's alpha and Fleiss' kappa, each over the tasks of two
    independent labels and more, with a 95 % interval by resampling tasks; where answers have
    several dimensions, of one of them.

    It is reckoned beside the work: `standing` says as of when (`made_at`, null before the first),
    how many labels came `since`, and in per cent how far the reckoning under way is (`share`, null
    when none is). Ask again until `standing.is_stale` is false.
    """
    told = await ask_dimension(request, caller, "agreement", dimension)
    return await caller.read(show_agreement, *told)


@router.get("/slices")
async def read_slices(
    request: Request, caller: Reader, field: Annotated[ShortText, Query(min_length=1)]
) -> SlicesView:
    """The same by what a field of the tasks' metadata says."""
    await caller.read(need_field, field)
    standing = await figures(request).ask(caller.project_id, f"slices/{field}")
    return await caller.read(show_slices, field, standing)


@router.get("/labelers")
async def read_labelers(
    request: Request, caller: Reader, dimension: Dimension = ""
) -> LabelersView:
    """Everybody: competence without gold (0 is chance, 1 the truth), by version and by trusted
    answers, and signs of spam with their reasons; and three ways to put votes together. `grounds`
    names the signs that are evidence that somebody guesses: agreeing less than others is none.
    Nothing comes of it by itself: a person decides."""
    told = await ask_dimension(request, caller, "labelers", dimension)
    return await caller.read(show_labelers, *told)
