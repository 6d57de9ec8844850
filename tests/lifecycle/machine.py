"""The lifecycle as one machine. One rule, so that how often each thing happens is ours to say."""

from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import rule

from tests.actions.loop import NO, YES
from tests.lifecycle.book import Book
from tests.lifecycle.leading import Leading
from tests.lifecycle.stage import LABELERS, REVIEWER
from tests.lifecycle.work import Work

WORK = {"answer": 12, "claim": 3, "correct": 2, "undo": 2, "release": 2, "skip": 1, "park": 1,
        "read": 2}  # fmt: skip
TALK = {"flag": 3, "reply": 1, "decline": 1, "reopen": 1, "merge": 2, "separate": 2, "change": 2,
        "differ": 1, "bad_task": 1, "take back": 2, "presume": 1, "decide": 3}  # fmt: skip
BOOK = {"law": 4, "draft": 1, "edit": 1, "settle": 1, "review": 1, "approve": 1, "send back": 1,
        "rebase": 2, "discard": 1, "peep": 1, "publish": 2, "withdraw": 3, "keep": 5,
        "restart": 1, "explain": 1}  # fmt: skip
LEADING = {"pause": 2, "resume": 2, "stop": 1, "bring back": 2, "levels": 1}
ALL = WORK | TALK | BOOK | LEADING
STEPS = st.sampled_from([name for name, many in ALL.items() for _ in range(many)])
WHO = st.sampled_from(LABELERS)
PLACES = st.integers(0, 11)
RARELY = st.integers(0, 9).map(lambda n: n == 9)
TYPES = st.sampled_from(["substantive", "substantive", "clarifying", "editorial"])
SCOPES: Any = st.sampled_from([
    {"citing": False, "led": False, "predicate": {"answers": [YES]}},
    {"citing": False, "led": False, "predicate": {"answers": [NO]}, "control": 1},
    {"citing": False, "led": False, "selection": ["t1", "t3"]},
    {"citing": False, "led": False, "selection": ["t1", "t2", "t3", "t4"], "control": 2},
    {"citing": True, "led": False, "selection": ["t2"]},
    {"citing": False, "led": False, "control": 2},
])  # fmt: skip


class Lifecycle(Book, Work, Leading):
    """Labelers, a lead and a reviewer at once; the keeper of relabels; and restarts."""

    def decide(self, who: str, place: int, fail: bool) -> None:
        """Somebody asks, and the answer becomes law: its cases are what its readers are asked."""
        self.flag(who, place, fail)
        if self.model.questions:
            self.rule_on(-1, "change", fail)
            self.publish(0, ready=True, fail=fail)

    @rule(
        what=STEPS, who=WHO, place=PLACES, other=PLACES, yes=st.booleans(), no=st.booleans(),
        kind=TYPES, scope=SCOPES, fail=RARELY,
    )  # fmt: skip
    def step(
        self, what: str, who: str, place: int, other: int, yes: bool, no: bool, kind: str,
        scope: Any, fail: bool,
    ) -> None:  # fmt: skip
        value = NO if no else YES
        steps: dict[str, Any] = {
            "answer": lambda: self.answer(
                who, value, cites=yes, confirm=place > 1, reads=other > 5, fail=fail
            ),
            "claim": lambda: self.claim(who, fail),
            "correct": lambda: self.correct(who, place, value, confirm=yes, fail=fail),
            "undo": lambda: self.undo(who, fail),
            "read": lambda: self.read(who, place, newest=yes, fail=fail),
            "flag": lambda: self.flag(who, place, fail),
            "reply": lambda: self.reply(place, decline=False, fail=fail),
            "decline": lambda: self.reply(place, decline=True, fail=fail),
            "reopen": lambda: self.reopen(place, fail),
            "merge": lambda: self.merge(place, other, fail),
            "separate": lambda: self.separate(place, fail),
            "take back": lambda: self.take_ruling_back(place, fail),
            "presume": lambda: self.presume(place, REVIEWER if yes else who),
            "decide": lambda: self.decide(who, place, fail),
            "law": lambda: self.open(kind, scope, yes, explains=other > 1, at_once=True),
            "draft": lambda: self.open(kind, scope, yes, explains=no, at_once=False),
            "explain": lambda: self.explain(place),
            "edit": lambda: self.edit(place, kind),
            "settle": lambda: self.settle(place, scope, second=yes),
            "review": lambda: self.ask_review(place, fail),
            "approve": lambda: self.approve(place, late=no and yes, fail=fail),
            "send back": lambda: self.send_back(place),
            "rebase": lambda: self.rebase(place, fail),
            "discard": lambda: self.discard(place, fail),
            "peep": lambda: self.peep(place, who),
            "publish": lambda: self.publish(place, ready=yes, fail=fail),
            "withdraw": lambda: self.withdraw(place, in_force=place < 9, fail=fail),
            "keep": lambda: self.fill(whole=yes),
            "restart": self.restart,
            "pause": lambda: self.pause(place, fail),
            "resume": lambda: self.resume(place, fail),
            "stop": lambda: self.stop(place, fail),
            "bring back": lambda: self.bring_back(
                place, ready=other > 3, corrections=yes, fail=fail
            ),
            "levels": lambda: self.choose_levels(place),
        }
        for how in ("release", "skip", "park"):
            steps[how] = lambda how=how: self.put_down(who, how, place, fail)
        for how in ("change", "differ", "bad_task"):
            steps[how] = lambda how=how: self.rule_on(place, how, fail)
        steps[what]()
