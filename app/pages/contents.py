"""What a task shows: its text, pair, conversation or image, with the flagged words marked."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from app.domain.anchors import Anchor, Segment, parse_anchor, segments
from app.domain.contents import Content, Part
from app.queries.tasks import Shown
from app.records.questions import Flag
from app.records.tasks import Task


@dataclass(frozen=True, slots=True)
class PartView:
    """A side, a turn, or the whole. `start` is where it begins in the task's text, in code
    points: the browser adds it to what is selected here."""

    name: str
    role: str
    start: int
    text: str
    segments: tuple[Segment, ...]


@dataclass(frozen=True, slots=True)
class RegionView:
    """A flagged rectangle of an image, in fractions from the top left."""

    flag: str
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class ContentView:
    """A task's content. `details` holds only the metadata that its reader may see; `picture` is
    where the image is, below the project."""

    kind: str
    is_markdown: bool
    parts: tuple[PartView, ...]
    picture: str | None
    alt: str
    regions: tuple[RegionView, ...]
    details: tuple[tuple[str, str], ...]


def view_content(
    task: Task | Shown, flags: Iterable[Flag], fields: Iterable[str] | None
) -> ContentView:
    """The content with the anchors of these flags. `fields`: the metadata to show; None: all."""
    content = Content(task.kind, dict(task.content), task.body)
    anchors = _anchors(task, flags)
    parts = tuple(_part(task.body, part, anchors) for part in content.parts)
    details = task.details if fields is None else {k: task.details.get(k) for k in fields}
    return ContentView(
        kind=task.kind,
        is_markdown=task.content.get("format") == "markdown",
        parts=parts,
        picture=f"tasks/{task.key}/picture" if task.kind == "image" else None,
        alt=str(task.content.get("alt", "")),
        regions=_regions(anchors),
        details=tuple((name, str(value)) for name, value in details.items() if value is not None),
    )


def view_words(text: str) -> ContentView:
    """Invented words, shown like a task's text."""
    part = PartView("text", "text", 0, text, tuple(segments(text, {})))
    return ContentView("text", False, (part,), None, "", (), ())


def _anchors(task: Task | Shown, flags: Iterable[Flag]) -> dict[str, Anchor]:
    found = {}
    for flag in flags:
        if flag.anchor:
            found[str(flag.key)] = parse_anchor(dict(flag.anchor), task.body)
    return found


def _part(body: str, part: Part, anchors: Mapping[str, Anchor]) -> PartView:
    start, end = part.start, part.end
    text = body[start:end]
    inside = {
        key: Anchor("text", max(a.start - start, 0), min(a.end - start, len(text)))
        for key, a in anchors.items()
        if a.kind == "text" and a.start < end and a.end > start
    }
    return PartView(part.name, part.role, start, text, tuple(segments(text, inside)))


def _regions(anchors: Mapping[str, Anchor]) -> tuple[RegionView, ...]:
    return tuple(
        RegionView(key, a.x, a.y, a.width, a.height)
        for key, a in anchors.items()
        if a.kind == "region"
    )
