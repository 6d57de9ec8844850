"""Calibration sessions: opened by the ML team, judged blind, revealed, and gone over together."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import insert
from sqlmodel import Session

from app.actions.acquaintances import note_acquaintance
from app.clock import now
from app.domain.answers import parse_answer
from app.domain.calibrations import FEWEST_PEOPLE, MOST_PEOPLE, MOST_TASKS, USUAL_TASKS, WAYS
from app.domain.roles import Actor, is_ml_team, is_staff, may_label
from app.domain.texts import SHORT_CHARACTERS, check_text
from app.errors import Conflict, Invalid, NotFound
from app.languages import say
from app.queries.calibrations import (
    get_calibration,
    list_answers,
    list_by_name,
    list_choosable,
    list_disputed,
    list_judged,
    list_partners,
    list_with_words,
    takes_part,
)
from app.queries.terms import get_schema
from app.records.calibrations import (
    Calibration,
    CalibrationAnswer,
    CalibrationMember,
    CalibrationTask,
)
from app.records.events import record
from app.records.numbers import next_number
from app.records.tasks import Task

COMMENT_BYTES = 2000
MOST_ANSWERS = 20  # of a person on a task: each is kept, and all see each


@dataclass(frozen=True, slots=True)
class NewSession:
    """Who judges what. `way`: the most disputed tasks, those that hold `words`, or by hand those
    of these external ids (`names`)."""

    title: str
    people: Sequence[int] = ()
    way: str = "disputed"
    tasks: int = USUAL_TASKS
    words: str = ""
    names: Sequence[str] = field(default=())


def open_calibration(db: Session, actor: Actor, new: NewSession) -> Calibration:
    """Open a session: these people judge the same tasks, each for themselves. What they judge there
    is not given to them as work from now on."""
    if not is_ml_team(actor):
        raise NotFound
    if not new.title.strip():
        raise Invalid(say("Give the session a name: people see it."), "title")
    people = _need_people(db, actor, new.people)
    tasks = _choose(db, actor.project_id, new)
    calibration = Calibration(
        project_id=actor.project_id,
        number=next_number(db, actor.project_id, "calibrations"),
        title=" ".join(check_text(new.title, most=SHORT_CHARACTERS * 4, field="title").split()),
        seed=secrets.randbits(31),
        opened_by=actor.member_id,
    )
    db.add(calibration)
    db.flush()
    of = {"calibration_id": calibration.id}
    db.execute(insert(CalibrationMember), [{**of, "member_id": each} for each in people])
    places = enumerate(tasks, 1)
    rows = [{**of, "place": place, "task_id": each, "decision": ""} for place, each in places]
    db.execute(insert(CalibrationTask), rows)
    for each in people:
        note_acquaintance(db, each, tasks)
    _tell(db, actor, "calibration.opened", calibration, to=("staff",))
    _tell(db, actor, "calibration.invited", calibration, to=[f"member:{p}" for p in people])
    return calibration


def answer_calibration(
    db: Session, actor: Actor, number: int, place: int, *, raw: object, comment: str = ""
) -> CalibrationAnswer:
    """Judge a task: blind before it is revealed, afterwards having seen the others, as staff have
    all along. The newest answer counts on its side; each is kept. The same again changes
    nothing."""
    calibration = get_calibration(db, actor, number)
    if not may_label(actor) or not takes_part(db, calibration, actor.member_id):
        raise NotFound
    judged = _need_open(db, calibration, place)
    text = db.get_one(Task, judged.task_id).body
    answer = parse_answer(get_schema(db, actor.project_id), raw, text=text)
    comment = " ".join(check_text(comment, most=COMMENT_BYTES, field="comment").split())
    is_informed = judged.revealed_at is not None or is_staff(actor)
    mine = [
        each
        for each in list_answers(db, calibration.id or 0, place)
        if each.member_id == actor.member_id
    ]
    if mine and (mine[-1].value, mine[-1].comment) == (answer.value, comment):
        return mine[-1]
    if len(mine) >= MOST_ANSWERS:
        raise Conflict(say("You have changed this answer often enough: talk about it instead."))
    given = CalibrationAnswer(
        calibration_id=calibration.id or 0,
        place=place,
        member_id=actor.member_id,
        value=answer.value,
        answer=answer.data,
        comment=comment,
        is_informed=is_informed,
    )
    db.add(given)
    db.flush()
    _tell_all(db, actor, "calibration.answered", calibration, place=place)
    return given


def reveal_answers(
    db: Session, actor: Actor, number: int, *, place: int | None = None
) -> Calibration:
    """Show those who take part what each answered: on one task, or on all. Whoever has not judged
    it blind does so no more."""
    calibration = _get_led(db, actor, number)
    places = [place] if place is not None else list(_places(db, calibration))
    shown = [_need_open(db, calibration, each) for each in places]
    everyone = _list_audiences(db, calibration)
    for judged in shown:
        if judged.revealed_at is None:
            judged.revealed_at = now()
            db.add(judged)
            db.flush()
            about = {"place": judged.place}
            _tell(db, actor, "calibration.revealed", calibration, to=everyone, **about)
    return calibration


def note_decision(
    db: Session, actor: Actor, number: int, place: int, *, words: str
) -> CalibrationTask:
    """Write down what they came to on a task that was revealed."""
    calibration = _get_led(db, actor, number)
    judged = db.get(CalibrationTask, (calibration.id, place))
    if judged is None:
        raise NotFound
    if judged.revealed_at is None:
        raise Conflict(say("Reveal the answers first; then decide together."))
    judged.decision = check_text(words, most=COMMENT_BYTES, field="words").strip()
    db.add(judged)
    db.flush()
    _tell_all(db, actor, "calibration.noted", calibration, place=place)
    return judged


def end_calibration(db: Session, actor: Actor, number: int) -> Calibration:
    """End a session. What was not revealed stays hidden; everything that was said stays."""
    calibration = _get_led(db, actor, number)
    if calibration.ended_at is not None:
        raise Conflict(say("This session has ended. What was answered is kept."))
    calibration.ended_at = now()
    db.add(calibration)
    db.flush()
    _tell_all(db, actor, "calibration.ended", calibration)
    return calibration


def _get_led(db: Session, actor: Actor, number: int) -> Calibration:
    if not is_ml_team(actor):
        raise NotFound
    return get_calibration(db, actor, number)


def _need_open(db: Session, calibration: Calibration, place: int) -> CalibrationTask:
    judged = db.get(CalibrationTask, (calibration.id, place))
    if judged is None:
        raise NotFound
    if calibration.ended_at is not None:
        raise Conflict(say("This session has ended. What was answered is kept."))
    return judged


def _need_people(db: Session, actor: Actor, people: Sequence[int]) -> list[int]:
    chosen = sorted(set(people))
    known = {each.id for each in list_choosable(db, actor.project_id)}
    if not FEWEST_PEOPLE <= len(chosen) <= MOST_PEOPLE or set(chosen) - known:
        why = say(
            "Choose %(least)s to %(most)s labelers who can sign in.",
            least=FEWEST_PEOPLE,
            most=MOST_PEOPLE,
        )
        raise Invalid(why, "people")
    return chosen


def _choose(db: Session, project_id: int, new: NewSession) -> list[int]:
    if new.way not in WAYS:
        raise Invalid(say("A way is one of %(all)s.", all=", ".join(WAYS)), "way")
    if new.way == "hand":
        names = list(dict.fromkeys(name.strip() for name in new.names if name.strip()))
        found = list_by_name(db, project_id, names)
        missing = [name for name in names if name not in found]
        if missing or not 1 <= len(names) <= MOST_TASKS:
            first = say(" %(name)s is none that can be judged here.", name=missing[0])
            raise Invalid(
                say("Name 1 to %(most)s tasks without a trusted answer.", most=MOST_TASKS)
                + (first if missing else ""),
                "names",
            )
        return [found[name] for name in names]
    if not 1 <= new.tasks <= MOST_TASKS:
        raise Invalid(say("A session has 1 to %(most)s tasks.", most=MOST_TASKS), "tasks")
    if new.way == "words":
        if not new.words.strip():
            raise Invalid(say("Say which words the tasks hold."), "words")
        chosen = list_with_words(db, project_id, new.words.strip(), new.tasks)
    else:
        chosen = list_disputed(db, project_id, new.tasks)
    if not chosen:
        raise Invalid(say("There is no such task: choose others."), new.way)
    return chosen


def _places(db: Session, calibration: Calibration) -> Sequence[int]:
    return [judged.place for judged, _ in list_judged(db, calibration.id or 0)]


def _tell_all(
    db: Session, actor: Actor, kind: str, calibration: Calibration, **about: object
) -> None:
    _tell(db, actor, kind, calibration, to=_list_audiences(db, calibration), **about)


def _list_audiences(db: Session, calibration: Calibration) -> Sequence[str]:
    """The staff, and each who takes part: of others in the project nobody."""
    people = list_partners(db, calibration.id or 0)
    return ("staff", *[f"member:{each.id}" for each in people])


def _tell(
    db: Session,
    actor: Actor,
    kind: str,
    calibration: Calibration,
    *,
    to: Sequence[str],
    **about: object,
) -> None:
    for audience in to:
        member = {"member": int(audience[7:])} if audience.startswith("member:") else {}
        data = {"calibration": calibration.number, **about, **member}
        record(db, actor, kind, subject=calibration.id or 0, audience=audience, **data)
