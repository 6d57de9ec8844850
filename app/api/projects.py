"""Projects over the API."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, Field
from sqlmodel import Session
from starlette.responses import Response

from app.actions.projects import archive_project, change_project, make_project
from app.domain.inputs import Count, JsonObject
from app.domain.roles import Actor, Role
from app.domain.texts import BodyText, ShortText
from app.gate.caller import Manager, Reader, Somebody, Steward
from app.pages.listings import Listing
from app.pages.projects import ProjectView, show_project, show_projects, view_project

router = APIRouter(prefix="/projects", tags=["projects"])
ANSWERS = {
    "kind": "choice",
    "options": [
        {"value": "hateful", "label": "Hateful", "key": "1", "color": "red"},
        {"value": "non-hateful", "label": "Not hateful", "key": "2", "color": "blue"},
    ],
    "certainty": True,
    "comment": True,
}
# A JSON field that may be left out, but not null.
Answers = Annotated[JsonObject, Field(examples=[ANSWERS], max_length=20)]
Approvals = Annotated[dict[ShortText, Count], Field(examples=[{"substantive": 2}], max_length=10)]
Levels = Annotated[dict[ShortText, ShortText], Field(examples=[{"lounge": "all"}], max_length=4)]
Readings = Annotated[
    dict[ShortText, ShortText], Field(examples=[{"clarifying": "acknowledge"}], max_length=3)
]
Reviewers = Annotated[list[Count], Field(examples=[[3, 4]], max_length=100)]
Fields = Annotated[list[ShortText], Field(examples=[["source"]], max_length=200)]


class ProjectChanges(BaseModel):
    """What is to change; what is left out stays."""

    name: ShortText = Field("", examples=["Hate speech"])
    objective: BodyText = Field("", examples=["Nobody is driven away by what others post."])
    prompt: BodyText = Field("", examples=["Is this post hateful?"])
    answers: Answers = Field(default_factory=dict)
    overlap: int = Field(1, ge=1, le=100, description="How many labels a task should get.")
    overlap_most: int = Field(
        0,
        ge=0,
        le=100,
        description="Where no answer has more than half of a task's labels, it gets further ones, "
        "up to so many; 0: no more than the overlap.",
    )
    stakes_field: ShortText = Field(
        "",
        description="A metadata field: tasks in which it is `stakes_value` get the most at once.",
    )
    stakes_value: ShortText = ""
    lease_seconds: int = Field(1800, ge=30, le=604_800, description="How long a task is held.")
    open_discussion: bool = Field(
        False,
        description="Labelers read a task's whole thread before they answer it. Gives up that "
        "labels are independent: agreement then measures the discussion too.",
    )
    prelabels: Count = Field(
        0,
        description="The number of the model whose predictions labelers are shown, marked as such; "
        "0 for none. Gives up independence from the model: people are drawn to what they see.",
    )
    descriptive: bool = Field(
        False,
        description="People may differ: answers are kept as they are spread, no single task is "
        "adjudicated, and differing is called no error.",
    )
    listed_fields: Fields = Field(
        default_factory=list, description="Metadata that labelers see; all other is for staff."
    )
    approvals: Approvals = Field(
        default_factory=dict,
        description="Approvals that a revision needs, by its change type. What is not named is as "
        "usual: none for editorial, one for clarifying, and for substantive two, or one where "
        "only one other could approve.",
    )
    reviewers: Reviewers = Field(
        default_factory=list,
        description="Member ids of those who are asked to review; without any, all who may "
        "approve.",
    )
    levels: Levels = Field(
        default_factory=dict,
        description="What people are told of threads by default: all, mentions, nothing; by kind.",
    )
    readings: Readings = Field(
        default_factory=dict,
        description="What readers of a revision must do, by its heaviest change: check, "
        "acknowledge, show, badge.",
    )


class NewProject(ProjectChanges):
    """A project to make. You become its owner."""

    slug: ShortText = Field(examples=["hate-speech"], description="Its name in URLs; for good.")
    name: ShortText = Field(examples=["Hate speech"])
    answers: Answers
    external_id: ShortText | None = Field(None, description="Your own external id in it.")


class Archiving(BaseModel):
    """Whether the project is put away."""

    archived: bool


@router.get("")
async def list_projects(
    caller: Somebody, after: Annotated[int | None, Query(ge=1, le=2**62)] = None
) -> Listing[ProjectView]:
    """The projects you take part in, in the order they were made."""
    return await caller.read(show_projects, after)


@router.post("", status_code=201, response_model=ProjectView)
async def post_project(caller: Steward, request: Request, body: NewProject) -> Response:
    """Make a project; for admins of the instance."""

    def make(db: Session, actor: Actor) -> ProjectView:
        terms: Any = body.model_dump(exclude_unset=True, exclude_none=True)
        return view_project(make_project(db, actor, **terms), Role.OWNER)

    return await caller.reply(request, make)


@router.get("/{slug}")
async def get_project(caller: Reader) -> ProjectView:
    """One project, and your role in it."""
    return await caller.read(show_project)


@router.patch("/{slug}", status_code=201, response_model=ProjectView)
async def patch_project(caller: Manager, request: Request, body: ProjectChanges) -> Response:
    """Change a project. The answers can only grow once labels were made: 409 says why."""

    def change(db: Session, actor: Actor) -> ProjectView:
        terms: Any = body.model_dump(exclude_unset=True)
        return view_project(change_project(db, actor, **terms), actor.role)

    return await caller.reply(request, change)


@router.put("/{slug}/archive", status_code=201, response_model=ProjectView)
async def put_archive(caller: Manager, request: Request, body: Archiving) -> Response:
    """Put a project away, or take it out again; for its owners."""

    def archive(db: Session, actor: Actor) -> ProjectView:
        return view_project(archive_project(db, actor, archived=body.archived), actor.role)

    return await caller.reply(request, archive)
