"""Our own text model, added to a project: fitted to its labels whenever it is looked at."""

from sqlmodel import Session

from app.domain.learnings import ALL, OWN
from app.domain.roles import Actor, is_ml_team, is_staff
from app.errors import Conflict, Forbidden, Invalid, NotFound
from app.languages import say
from app.queries.guidelines import get_version
from app.queries.models import find_model, last_model_number
from app.queries.terms import get_schema
from app.records.events import record
from app.records.models import LEARNED, Model


def add_learner(db: Session, actor: Actor, *, version: str = "") -> Model:
    """Have a model learn from the labels made under a version, or from all that count. Raises
    Conflict where there is one already."""
    if not is_staff(actor):
        raise NotFound
    if not is_ml_team(actor):
        raise Forbidden(say("Having a model learn is for the ML team."))
    if get_schema(db, actor.project_id).kind not in ("choice", "rating"):
        raise Invalid(say("Our own text model learns where one answer of a list is chosen."))
    revision = get_version(db, actor, version) if version else None
    called = f"v{version}" if version else ALL
    if find_model(db, actor.project_id, OWN, called):
        raise Conflict(say("It learns from these labels already; open it in the list."))
    made = Model(
        project_id=actor.project_id,
        number=last_model_number(db, actor.project_id) + 1,
        name=OWN,
        version=called,
        source=LEARNED,
        revision_id=revision.id if revision else None,
        made_by=actor.member_id,
    )
    db.add(made)
    db.flush()
    record(db, actor, "model.made", subject=made.id or 0, audience="staff", number=made.number)
    return made
