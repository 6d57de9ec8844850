"""Who is connected to a project and listens to what, and the picture of it for the next reading."""

from collections.abc import Iterable

from app.domain.roles import Actor, is_staff
from app.live.connections import Connection
from app.live.feed import Watch, watch_of
from app.live.readings import Batch


class Stand:
    """One person at one set of topics: what they may hear is decided once for all their tabs."""

    __slots__ = ("actor", "connections", "topics")

    def __init__(self, actor: Actor, topics: dict[str, bool]) -> None:
        self.actor = actor
        self.topics = topics
        self.connections: dict[Connection, None] = {}  # a set that keeps its order


Key = tuple[Actor, frozenset[tuple[str, bool]]]


class Audience:
    """The connections of one project, by where they stand, and the stands by topic."""

    def __init__(self) -> None:
        self._of: dict[Connection, Stand] = {}
        self._stands: dict[Key, Stand] = {}
        self._by_topic: dict[str, dict[Stand, None]] = {}
        self._watch: Watch | None = None

    def __len__(self) -> int:
        return len(self._of)

    def everybody(self) -> list[Connection]:
        """All connections."""
        return list(self._of)

    def stands(self, topics: Iterable[str]) -> list[Stand]:
        """Where people stand who listen to any of the topics, each once."""
        found = [self._by_topic[each] for each in topics if each in self._by_topic]
        if len(found) == 1:
            return list(found[0])
        return list({stand: None for stands in found for stand in stands})

    def of(self, topics: Iterable[str]) -> list[Connection]:
        """Those who listen to any of the topics, each once."""
        return [one for stand in self.stands(topics) for one in stand.connections]

    def place(self, one: Connection, actor: Actor, topics: dict[str, bool]) -> None:
        """Put a connection under its topics, and no others."""
        key = actor, frozenset(topics.items())
        stand = self._stands.get(key)
        if stand is None:
            stand = self._stands[key] = Stand(actor, topics)
            self._watch = None
            for topic in topics:
                self._by_topic.setdefault(topic, {})[stand] = None
        if self._of.get(one) is not stand:
            self.remove(one)
            stand.connections[one] = None
            self._of[one] = stand
        one.actor, one.topics = stand.actor, stand.topics

    def remove(self, one: Connection) -> None:
        """Forget a connection."""
        stand = self._of.pop(one, None)
        if stand is None:
            return
        del stand.connections[one]
        if stand.connections:
            return
        self._watch = None
        del self._stands[stand.actor, frozenset(stand.topics.items())]
        for topic in stand.topics:
            listeners = self._by_topic[topic]
            del listeners[stand]
            if not listeners:
                del self._by_topic[topic]

    def restand(self, one: Connection, batch: Batch) -> None:
        """Rights as they stand after a batch; what has changed is to be fetched anew."""
        assert one.actor is not None
        actor = batch.actors[one.actor.member_id]
        stands = batch.standings[actor.member_id]
        before, promoted = one.topics, is_staff(actor) != is_staff(one.actor)
        now = {topic: stands[topic] for topic in before if topic in stands}
        one.stood = batch.head.seq
        self.place(one, actor, now)
        if promoted:
            one.reset("rights", max(one.sent, batch.seq))
            return
        for topic, sees in before.items():
            if now.get(topic) != sees:
                one.reset("rights", max(one.sent, batch.seq), topic)

    def watch(self) -> Watch:
        """Who looks at what, as it stands; rebuilt only when it has changed."""
        if self._watch is None:
            self._watch = watch_of((each.actor, each.topics) for each in self._stands.values())
        return self._watch
