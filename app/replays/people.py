"""The people of a scenario, each with a token of their own, gained by invitation."""

from dataclasses import dataclass
from typing import Any

from app.errors import Invalid
from app.replays.clients import Client
from app.replays.folders import Folder


@dataclass(frozen=True, slots=True)
class Cast:
    """Everybody, inside the project: the owner who set it up, and the others by name."""

    owner: Client
    lead: Client
    reviewers: tuple[Client, ...]
    others: dict[str, Client]

    def person(self, name: str) -> Client:
        """Whoever the scenario calls by that name."""
        if name not in self.others:
            raise Invalid(f"Nobody in the folder is called {name}.")
        return self.others[name]


def gather_team(instance: Client, slug: str, folder: Folder) -> Cast:
    """Invite the lead and the reviewers, and accept for them."""
    team = {folder.lead: "lead", **dict.fromkeys(folder.reviewers, "reviewer")}
    people = {name: _bring(instance, slug, name, role) for name, role in team.items()}
    reviewers = tuple(people[name] for name in folder.reviewers)
    return Cast(instance.within(slug), people[folder.lead], reviewers, people)


def gather_labelers(instance: Client, slug: str, folder: Folder, cast: Cast) -> None:
    """Invite everybody else who labels or speaks; annotators that the import made are claimed."""
    annotators = {str(each["external_id"]): each["id"] for each in _members(cast.owner)}
    guests = find_guests(folder)
    for name in dict.fromkeys([*folder.annotators, *sorted(guests)]):
        if name not in cast.others:
            # a labeler speaks only of tasks that they label; whoever speaks of others reviews
            role = "reviewer" if name in guests else "labeler"
            cast.others[name] = _bring(instance, slug, name, role, annotators.get(name))


def find_guests(folder: Folder) -> set[str]:
    """Who speaks of a task without a label on it."""
    return {
        name
        for talk in folder.talks.values()
        for name in talk.speakers
        if (talk.item, name) not in folder.labeled
    }


def unlike(folder: Folder) -> str:
    """A name for whoever replays, which nobody in the folder has."""
    speakers = (talk.speakers for talk in folder.talks.values())
    taken = {folder.lead, *folder.reviewers, *folder.annotators}.union(*speakers)
    name = "replay"
    while name in taken:
        name += "-owner"
    return name


def _bring(
    instance: Client, slug: str, name: str, role: str, member_id: int | None = None
) -> Client:
    body = {"role": role, "name": name, "external_id": name, "member_id": member_id}
    offer = instance.within(slug).post("/invitations", body)
    acceptance = {"secret": offer["secret"], "name": name}
    joined = instance.become(None).post("/invitations/acceptance", acceptance)
    return instance.become(joined["token"]).within(slug)


def _members(owner: Client) -> list[dict[str, Any]]:
    members: list[dict[str, Any]] = []
    after: int | None = None
    while True:
        page = owner.get("/members", **({"after": after} if after else {}))
        members += page["items"]
        after = page["next"]
        if after is None:
            return members
