"""The feed's tables: every piece has a topic that somebody may listen to; figures are held back."""

import pytest
from sqlmodel import Session

from app.domain.audiences import parse_audience
from app.domain.roles import Actor
from app.live.counters import Counters
from app.live.feed import RENDERED
from app.live.subscriptions import TOPICS, find_standing
from app.live.tales import Fragment, Tale, Unread


@pytest.mark.parametrize(
    ("kind", "topic"), sorted({(kind, each.topic) for kind in RENDERED for each in RENDERED[kind]})
)
def test_every_piece_has_a_topic_that_can_be_listened_to(kind: str, topic: str) -> None:
    assert topic == "{topic}" or topic.partition(":")[0] in TOPICS, kind


@pytest.mark.parametrize("topic", ["", "inbox ", "INBOX", "nothing", "task:a b", "desk:", ":"])
def test_what_is_no_topic_is_nothing(topic: str) -> None:
    lea = Actor(1, 1, 1, "lead")
    assert find_standing(Session(), lea, topic) is None


def tale(seq: int, *fragments: Fragment, audience: str = "project", **rights: bool) -> Tale:
    """An event told."""
    return Tale(
        seq=seq,
        kind="relabel.progressed",
        cid=None,
        audience=parse_audience(audience),
        place="task:x" if ":" in audience else None,
        actor_id=7,
        fragments=fragments,
        rights={int(one[1:]): sees for one, sees in rights.items()},
        touches=frozenset(),
    )


def figure(topic: str, html: str) -> Fragment:
    """A counter of a topic."""
    return Fragment(topic, False, True, html, "figure")


def test_of_a_figure_only_the_newest_is_kept() -> None:
    held = Counters()
    assert held.hold(tale(1, figure("relabel:1", "1 of 9")))
    assert held.hold(tale(2, figure("relabel:1", "2 of 9"), figure("relabels", "2 of 9")))
    assert held.hold(tale(3, figure("relabels", "3 of 9")))
    assert [(each.seq, set(only)) for each, only in held.ripe()] == [(2, {0}), (3, {0})]
    assert held.first() == 2
    sent = held.ripe()
    held.hold(tale(4, figure("relabels", "4 of 9")))
    held.drop(sent)
    assert [each.seq for each, _ in held.ripe()] == [4]


def test_everybody_has_their_own_figure() -> None:
    held = Counters()
    held.hold(tale(1, figure("me", "1 new"), audience="member:1"))
    held.hold(tale(2, figure("me", "7 new"), audience="member:2"))
    assert [each.seq for each, _ in held.ripe()] == [1, 2]


def test_what_says_more_than_a_figure_is_not_held() -> None:
    held = Counters()
    assert not held.hold(tale(1, figure("a", "1"), Fragment("b", False, False, "<p>", "p")))
    assert not held.hold(tale(2))
    assert not held


def test_the_frame_is_made_once_for_all_who_get_the_same() -> None:
    told = tale(5, figure("a", "<i>1</i>"), figure("b", "<i>2</i>"))
    assert told.tail((0, 1), "en") is told.tail((0, 1), "en")
    assert told.tail((0,), "en") != told.tail((0, 1), "en")


@pytest.mark.parametrize(
    ("role", "audience", "sees", "hears"),
    [
        ("lead", "answered:1", None, True),
        ("lead", "member:9", None, False),
        ("labeler", "staff", None, False),
        ("labeler", "project", None, True),
        ("labeler", "thread:1", False, True),
        ("labeler", "answered:1", False, False),
        ("labeler", "answered:1", True, True),
        ("viewer", "staff", None, False),
    ],
)
def test_who_is_in_an_audience(role: str, audience: str, sees: bool | None, hears: bool) -> None:
    rights = {} if sees is None else {"m3": sees}
    told = tale(1, figure("a", "1"), audience=audience, **rights)
    assert told.may_hear(Actor(3, 1, 3, role)) is hears


def test_what_was_not_looked_up_is_not_told() -> None:
    told = tale(1, figure("a", "1"), audience="answered:1")
    with pytest.raises(Unread):
        told.choose(Actor(3, 1, 3, "labeler"), {"a"})
