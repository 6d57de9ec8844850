"""Who is connected to a project and listens to what, and the picture of it for the next reading."""

from collections.abc import Iterable

from app.domain.roles import Actor, is_staff
from app.live.connections import Connection
from app.live.feed import Watch
from app.live.readings import Batch


class Audience:
    """The connections of one project, by topic."""

    def __init__(self) -> None:
        self._all: set[Connection] = set()
        self._by_topic: dict[str, set[Connection]] = {}
        self._watch: Watch | None = None

    def __len__(self) -> int:
        return len(self._all)

    def everybody(self) -> list[Connection]:
        """All connections."""
        return list(self._all)

    def of(self, topics: Iterable[str]) -> list[Connection]:
        """Those who listen to any of the topics, each once."""
        found = [self._by_topic[each] for each in topics if each in self._by_topic]
        return list(found[0]) if len(found) == 1 else list(set().union(*found))

    def place(self, one: Connection, actor: Actor, topics: dict[str, bool]) -> None:
        """Put a connection under its topics, and no others."""
        self.remove(one)
        one.actor, one.topics = actor, topics
        self._all.add(one)
        for topic in topics:
            self._by_topic.setdefault(topic, set()).add(one)

    def remove(self, one: Connection) -> None:
        """Forget a connection."""
        self._watch = None
        self._all.discard(one)
        for topic in one.topics:
            listeners = self._by_topic.get(topic)
            if listeners:
                listeners.discard(one)
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
        if actor != one.actor or now.keys() != before.keys():
            self.place(one, actor, now)
        one.topics = now
        if promoted:
            one.reset("rights", max(one.sent, batch.seq))
            return
        for topic, sees in before.items():
            if now.get(topic) != sees:
                one.reset("rights", max(one.sent, batch.seq), topic)

    def watch(self) -> Watch:
        """Who looks at what, as it stands; rebuilt only when it has changed."""
        if self._watch is None:
            actors = {one.actor.member_id: one.actor for one in self._all if one.actor}
            focus: dict[int, set[str]] = {member_id: set() for member_id in actors}
            for one in self._all:
                if one.actor:
                    focus[one.actor.member_id].update(one.topics)
            topics: dict[str, set[int]] = {}
            for member_id, listened in focus.items():
                for topic in listened:
                    topics.setdefault(topic, set()).add(member_id)
            self._watch = Watch(
                actors,
                {each: frozenset(listened) for each, listened in focus.items()},
                {topic: frozenset(members) for topic, members in topics.items()},
            )
        return self._watch
