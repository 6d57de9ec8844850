"""The feed: events read from the log and rendered once each, for all who are looking.

Pages say what an event re-renders (`PIECES`); a kind that changes no page is named here as silent.
"""

import importlib
import pkgutil
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import structlog
from sqlmodel import Session

from app import pages
from app.domain.audiences import Audience, parse_audience
from app.domain.roles import Actor, is_staff
from app.languages import SOURCE, speaking
from app.live.subscriptions import find_standing
from app.live.tales import Fragment, Tale
from app.pages.pieces import Piece
from app.queries.events import find_topic
from app.records.events import Event

log = structlog.get_logger()
ROOT_ID = re.compile(r"""\bid=["']([^"']+)""")
# what happened to one person's work, or to what they asked, changes what that person may read,
# and nobody else
PERSONAL = ("label.", "assignment.", "question.told")
SWEEPING = ("relabel.", "restoration.", "labels.", "project.", "revision.withdrawn")


def collect() -> dict[str, tuple[Piece, ...]]:
    """Every page's pieces, by kind of event."""
    found: dict[str, tuple[Piece, ...]] = {}
    for each in sorted(module.name for module in pkgutil.iter_modules(pages.__path__)):
        module = importlib.import_module(f"app.pages.{each}")
        for kind, pieces in getattr(module, "PIECES", {}).items():
            found[kind] = (*found.get(kind, ()), *pieces)
    return found


RENDERED = collect()
SILENT = frozenset(
    {
        # of the instance: no project's page shows them
        "account.made",
        "account.changed",
        "signin.made",
        "signin.ended",
        "token.made",
        "token.revoked",
        "project.made",
        "project.archived",
        # seen by nobody but the one who does it, who has just been answered
        "assignment.parked",
        "assignment.released",
        "member.invited",
        "member.uninvited",
        "reading.moved",
        "newsfeed.made",
        "newsfeed.revoked",
        "gold.chosen",
        "gold.planned",
        # figures of many tasks, looked at anew; whom it is about is told by a notice
        "aside.begun",
        "aside.ended",
        "aside.returned",
        "scope.changed",
        "hunt.drawn",
        "hunt.judged",
        "trial.invited",  # told by a notice
        "attempt.answered",
        "calibration.opened",
        "calibration.invited",  # told by a notice
        # changes what people may read, which is told by a reset
        "project.changed",
        # many at once: the import's own progress says it, and lists are looked at anew
        "labels.imported",
        # seen by nobody but the one who looked
        "outcomes.seen",
        # the report on them says as of when it was reckoned
        "proxy.made",
        "proxy.changed",
        "proxy.removed",
        "proxies.imported",
        "predictions.imported",
        "model.made",
        # of the queue alone: the task's page says it when it is looked at
    }
)


@dataclass(frozen=True, slots=True)
class Watch:
    """Who is looking at what, as of one moment: never changed, only replaced. `others`: the
    languages that they read beside English."""

    actors: dict[int, Actor] = field(default_factory=dict)
    focus: dict[int, frozenset[str]] = field(default_factory=dict)
    topics: dict[str, frozenset[int]] = field(default_factory=dict)
    others: frozenset[str] = frozenset()


def watch_of(standing: Iterable[tuple[Actor, Iterable[str]]]) -> Watch:
    """The picture of these people and the topics that each looks at."""
    actors: dict[int, Actor] = {}
    focus: dict[int, set[str]] = {}
    topics: dict[str, set[int]] = {}
    for actor, listened in standing:
        actors[actor.member_id] = actor
        focus.setdefault(actor.member_id, set()).update(listened)
        for topic in listened:
            topics.setdefault(topic, set()).add(actor.member_id)
    return Watch(
        actors,
        {each: frozenset(listened) for each, listened in focus.items()},
        {topic: frozenset(members) for topic, members in topics.items()},
        frozenset(each.language for each in actors.values()) - {SOURCE},
    )


class Teller:
    """Turns events into tales on one reading of the database, remembering what it looked up.
    `events`: all that will be told, so that of a figure only the newest is drawn."""

    def __init__(
        self,
        db: Session,
        watch: Watch,
        events: Sequence[Event],
        rendered: dict[tuple[int, int, str], str] | None = None,
    ) -> None:
        self.db = db
        self.watch = watch
        self._rendered = {} if rendered is None else rendered
        self._overtaken = frozenset(_overtaken(events))
        self._places: dict[int, str | None] = {}
        self._standings: dict[tuple[int, str], bool | None] = {}

    def tell(self, event: Event) -> Tale:
        """One event with the fragments that somebody is looking at."""
        audience = parse_audience(event.audience)
        key = event.data.get("key")
        place = self._place(audience.whom) if audience.is_thread else None
        fragments = tuple(self._fragments(event, audience))
        return Tale(
            seq=event.seq,
            kind=event.kind,
            cid=str(key) if key else None,
            audience=audience,
            place=place,
            actor_id=event.actor_id,
            fragments=fragments,
            rights=self._rights(place, fragments),
            touches=touches(event, audience),
        )

    def standing(self, actor: Actor, topic: str) -> bool | None:
        """Whether somebody sees peers under a topic, or None; asked once per reading."""
        known = (actor.member_id, topic)
        if known not in self._standings:
            self._standings[known] = find_standing(self.db, actor, topic)
        return self._standings[known]

    def _fragments(self, event: Event, audience: Audience) -> Iterable[Fragment]:
        for index, piece in enumerate(RENDERED.get(event.kind, ())):
            try:
                topic = piece.topic_of(event)
            except KeyError:
                log.exception("a piece lacks its topic", kind=event.kind, template=piece.template)
                continue
            watching = self.watch.topics.get(topic, frozenset())
            personal = audience.scope == "member" and not piece.staff
            wanted = audience.whom in watching if personal else bool(watching)
            if (event.seq, index) in self._overtaken:
                html: str | None = ""
            else:
                html = self._render(piece, event, index, SOURCE) if wanted else None
            root = ROOT_ID.search(html) if html else None
            said = {
                each: self._render(piece, event, index, each) for each in self.watch.others if html
            }
            counts = bool(piece.counter)
            yield Fragment(topic, piece.staff, counts, html, root[1] if root else "", said)

    def _render(self, piece: Piece, event: Event, index: int, language: str) -> str:
        known = self._rendered.get((event.seq, index, language))
        if known is not None:
            return known
        try:
            with speaking(language):
                html = piece.render(self.db, event).strip()
        except Exception:
            # one broken fragment must not silence a project; a later look at the page shows it
            log.exception("piece failed", kind=event.kind, seq=event.seq, template=piece.template)
            return ""
        self._rendered[event.seq, index, language] = html
        return html

    def _place(self, thread_id: int) -> str | None:
        if thread_id not in self._places:
            self._places[thread_id] = find_topic(self.db, thread_id)
        return self._places[thread_id]

    def _rights(self, place: str | None, fragments: tuple[Fragment, ...]) -> dict[int, bool | None]:
        """For those who are looking and not staff: what they may read in the event's thread."""
        if place is None or place == "lounge":
            return {}
        topics = {each.topic for each in fragments if each.html is not None and not each.staff}
        watching = {one for topic in topics for one in self.watch.topics[topic]}
        actors = [self.watch.actors[one] for one in watching]
        return {each.member_id: self.standing(each, place) for each in actors if not is_staff(each)}


def _overtaken(events: Iterable[Event]) -> Iterable[tuple[int, int]]:
    """The figures, by event and piece, that a later one of these events draws again."""
    newest: dict[tuple[str, ...], tuple[int, int]] = {}
    for event in events:
        for index, piece in enumerate(RENDERED.get(event.kind, ())):
            try:
                figure = piece.figure_of(event)
            except KeyError:
                continue  # told when it is drawn
            if figure is None:
                continue
            if figure in newest:
                yield newest[figure]
            newest[figure] = event.seq, index


def touches(event: Event, audience: Audience) -> frozenset[int] | None:
    """The members whose rights an event may change; None is everybody."""
    if event.kind.startswith(SWEEPING):
        return None
    if event.kind.startswith(PERSONAL):
        own = audience.whom if audience.scope == "member" else None
        named = event.data.get("member"), event.actor_id, own
        return frozenset(each for each in named if isinstance(each, int))
    if event.kind.startswith("member."):
        return frozenset({event.subject})
    return frozenset()
