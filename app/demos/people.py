"""Five demo accounts, marked as such, and how the story acts as each of them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Concatenate, ParamSpec, TypeVar

from sqlmodel import Session

from app.actions.accounts import make_account
from app.actions.invitations import Guest, accept_invitation, invite_member
from app.actions.projects import make_project
from app.domain.roles import Actor
from app.gate.caller import Caller
from app.queries.accounts import Identity
from app.queries.members import get_actor
from app.records.edge import Edge

P = ParamSpec("P")
R = TypeVar("R")

LEAD = "Ada (lead)"
ROLES = {
    "Rui (reviewer)": "reviewer",
    "Lin (labeler)": "labeler",
    "Sam (labeler)": "labeler",
    "Kim (labeler)": "labeler",
}
DOES = {
    LEAD: "leads three projects: answers, rules, revises, publishes",
    "Rui (reviewer)": "approves what others have written",
    "Lin (labeler)": "labels, and asks first",
    "Sam (labeler)": "labels, and reads literally",
    "Kim (labeler)": "labels, and slips now and then",
}
LABELERS = tuple(name for name, role in ROLES.items() if role == "labeler")
REVIEWER = "Rui (reviewer)"


@dataclass(frozen=True, slots=True)
class Crew:
    """The people of the demo: account ids by name."""

    edge: Edge
    accounts: dict[str, int]

    async def make(self, slug: str, **terms: object) -> "Stage":
        """A project owned by the lead, with everybody in it."""
        lead = self.accounts[LEAD]
        maker = Actor(lead, 0, lead, "admin", LEAD)

        def begin(db: Session) -> int:
            about = {"slug": slug, "external_id": "ada", "approvals": {"substantive": 1}, **terms}
            project = make_project(db, maker, **about)  # type: ignore[arg-type]
            return project.id or 0

        stage = Stage(self.edge, self.accounts, await self.edge.write(0, begin), slug)
        for name, role in ROLES.items():
            await stage.invite(name, role)
        return stage


@dataclass(frozen=True, slots=True)
class Stage:
    """A project in which the crew acts; each act is a transaction of its own, as in life."""

    edge: Edge
    accounts: dict[str, int]
    project_id: int
    slug: str

    async def act(
        self, who: str, /, action: Callable[Concatenate[Session, Actor, P], R],
        *args: P.args, **kw: P.kwargs,
    ) -> R:  # fmt: skip
        """Do something as one of them."""
        account = self.accounts[who]

        def run(db: Session) -> R:
            return action(db, get_actor(db, account, self.project_id), *args, **kw)

        return await self.edge.write(self.project_id, run)

    async def invite(self, name: str, role: str) -> None:
        """Invite an account, and accept for it."""

        def offer(db: Session, actor: Actor) -> str:
            short = name.split()[0].lower()
            return invite_member(db, actor, Guest(role, name, short, None), days=1)[1]

        secret = await self.act(LEAD, offer)
        account = self.accounts[name]
        guest = Actor(account, 0, account, "none", name)
        await self.edge.write(
            self.project_id, lambda db: accept_invitation(db, guest, secret, newcomer=None)
        )

    def caller(self, name: str) -> Caller:
        """One of them at a door."""
        identity = Identity(self.accounts[name], name, name == LEAD, None, None)
        return Caller(self.edge, identity, self.project_id, self.slug)


async def hire(edge: Edge) -> Crew:
    """The demo's accounts: they have no password, and sign in by a click, in demo mode only."""

    def make(db: Session) -> dict[str, int]:
        made = {}
        for name in (LEAD, *ROLES):
            email = name.split()[0].lower() + "@demo.invalid"
            account = make_account(db, name=name, email=email, is_admin=name == LEAD, is_demo=True)
            account.settings = {"does": DOES[name]}
            db.add(account)
            made[name] = account.id or 0
        return made

    return Crew(edge, await edge.write(0, make))
