"""Questions: asked, answered, merged and parted, ruled; and rulings taken back."""

from sqlalchemy import select as pick
from sqlmodel import Session, col

from app.actions.flags import raise_flag
from app.actions.merges import merge_question, separate_question
from app.actions.questions import answer_question, decline_question, reopen_question
from app.actions.rulings import make_ruling, withdraw_ruling
from app.clock import new_ordered_id
from app.errors import Conflict, Forbidden, NotFound
from app.records.questions import Question as QuestionRow
from app.records.revisions import Revision as RevisionRow
from tests.actions.loop import NO
from tests.lifecycle.checks import Checks
from tests.lifecycle.stage import LEAD, REVIEWER
from tests.lifecycle.things import Flag, Question, Ruling


class Talk(Checks):
    """Labelers ask, the ML team decides."""

    def flag(self, who: str, place: int, fail: bool) -> None:
        model = self.model
        mine = [t for t in model.tasks if model.holds(who, t) or (t, who) in model.current]
        if not mine:
            return
        task = mine[place % len(mine)]
        flag = self.act(
            None, raise_flag, who, self.task_keys[task], key=new_ordered_id(),
            category="guideline_gap", note="Do quotes count?", fail=fail,
        )  # fmt: skip
        assert flag

        def number(db: Session) -> int:
            return db.get_one(QuestionRow, flag.question_id).number

        found = self.run(self.edge.read(number))
        self.question_ids[found] = flag.question_id
        model.questions[found] = Question(found)
        model.flags.append(Flag(task, who, found, found))

    def reply(self, place: int, decline: bool, fail: bool) -> None:
        question = self._some(place)
        if question is None:
            return
        refused = None if question.state == "open" else Conflict
        said = {"key": new_ordered_id(), "body": "It is in the guideline."}
        if decline:
            self.act(
                refused, decline_question, LEAD, question.number, clause="c2", fail=fail, **said
            )
        else:
            self.act(refused, answer_question, LEAD, question.number, fail=fail, **said)
        if refused is None:
            self.model.close(question, "declined" if decline else "answered")

    def reopen(self, place: int, fail: bool) -> None:
        question = self._some(place)
        if question is None:
            return
        refused = Conflict if question.state in ("ruled", "duplicate") else None
        self.act(refused, reopen_question, LEAD, question.number, fail=fail)
        if refused is None:
            question.state = "open"

    def merge(self, place: int, other: int, fail: bool) -> None:
        model = self.model
        question, chosen = self._some(place), self._some(other)
        if question is None or chosen is None:
            return
        standing = model.standing(chosen.number)
        is_done = question.into == standing.number
        may = is_done or (question.state == "open" and standing is not question)
        self.act(
            None if may else Conflict, merge_question, LEAD, question.number, into=chosen.number,
            fail=fail,
        )  # fmt: skip
        if is_done or not may:
            return
        for each in model.questions.values():
            if each.into == question.number:
                each.into = standing.number
        for flag in model.flags:
            if flag.question == question.number:
                flag.question = standing.number
        for lease in model.leases:
            if lease.question == question.number:
                lease.question = standing.number
        question.state, question.into = "duplicate", standing.number
        question.chosen = standing.number
        if any(each.outcome == "bad_task" and each.question == standing.number
               and each.state == "in_force" for each in model.rulings.values()):  # fmt: skip
            model.spoil()
        if standing.state != "open":
            model.release(standing.number)

    def separate(self, place: int, fail: bool) -> None:
        model = self.model
        question = self._some(place)
        if question is None:
            return
        refused = None if question.into or question.state == "open" else Conflict
        self.act(refused, separate_question, LEAD, question.number, fail=fail)
        if question.into is None:
            return
        standing, followers = question.into, model.followers(question.number)
        for each in followers:
            model.questions[each].into = question.number
        for flag in model.flags:
            if flag.question == standing and flag.raised in {question.number, *followers}:
                flag.question = question.number
        asked = {(each.task, each.who, each.question) for each in model.flags}
        for lease in model.leases:
            of = (lease.task, lease.who)
            is_theirs = (*of, question.number) in asked and (*of, standing) not in asked
            if lease.question == standing and is_theirs:
                lease.question = question.number
        question.state, question.into, question.chosen = "open", None, None

    def rule_on(self, place: int, outcome: str, fail: bool) -> None:
        model = self.model
        question = self._some(place)
        if question is None:
            return
        says = {"value": NO, "condition": "it is quoted"} if outcome == "change" else {}
        made = self.act(
            None if question.state == "open" else Conflict, make_ruling, LEAD, question.number,
            key=new_ordered_id(), outcome=outcome, rationale="so it is", fail=fail, **says,
        )  # fmt: skip
        if made is None:
            return
        state = "proposed" if outcome == "change" else "in_force"
        ruling = Ruling(made.number, question.number, outcome, state)
        if outcome == "change":
            asked = [each.task for each in model.flags if each.question == question.number]
            ruling.cases = frozenset(asked)
        model.rulings[made.number] = ruling
        if outcome == "change":
            ruling.revision = self._draft_of(made.id or 0)
            self.adopt_revision(ruling.revision)
        if outcome == "bad_task":
            model.spoil()
        model.close(question, "ruled")

    def take_ruling_back(self, place: int, fail: bool) -> None:
        model = self.model
        if not model.rulings:
            return
        ruling = list(model.rulings.values())[place % len(model.rulings)]
        revision = model.revisions.get(ruling.revision or 0)
        is_law = revision is not None and revision.state == "published"
        refused = Conflict if is_law and ruling.state != "withdrawn" else None
        self.act(refused, withdraw_ruling, LEAD, ruling.number, reason="a mistake", fail=fail)
        if refused is None and ruling.state != "withdrawn":
            self.undo_ruling(ruling)

    def presume(self, place: int, who: str) -> None:
        """Nobody but the ML team decides; to labelers who did not ask, it is not even there."""
        question = self._some(place)
        if question is None:
            return
        number = question.number
        refused = Forbidden if who == REVIEWER or self._asks(who, number) else NotFound
        self.act(refused, answer_question, who, number, key=new_ordered_id(), body="No.")

    def undo_ruling(self, ruling: Ruling) -> None:
        """What it decided is undecided; a task that it alone took away is back."""
        ruling.state = "withdrawn"
        revision = self.model.revisions.get(ruling.revision or 0)
        if revision is not None and revision.state in ("draft", "in_review", "approved"):
            ruling.revision = None
        question = self.model.questions[ruling.question]
        others = [
            each for each in self.model.rulings.values()
            if each.question == ruling.question and each.state != "withdrawn"
        ]  # fmt: skip
        if question.state == "ruled" and not others:
            question.state = "open"

    def _asks(self, who: str, number: int) -> bool:
        """Whether it is a question of theirs, or stands for one."""
        mine = {each.raised for each in self.model.flags if each.who == who}
        return number in mine | {self.model.standing(each).number for each in mine}

    def _some(self, place: int) -> Question | None:
        questions = list(self.model.questions.values())
        return questions[place % len(questions)] if questions else None

    def _draft_of(self, ruling_id: int) -> int:
        def read(db: Session) -> int:
            newest = pick(col(RevisionRow.number)).order_by(col(RevisionRow.id).desc()).limit(1)
            return int(db.execute(newest).scalar_one())

        return self.run(self.edge.read(read))
