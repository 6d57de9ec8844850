"""The people of a scenario, each with a token of their own, gained by invitation."""

from dataclasses import dataclass
from typing import Any

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
        return self.others[name]


def gather(instance: Client, slug: str, folder: Folder) -> Cast:
    """Invite everybody, and accept for them; annotators that the import made are claimed."""
    owner = instance.within(slug)
    annotators = {str(each["external_id"]): each["id"] for each in _members(owner)}
    team = {folder.lead: "lead", **dict.fromkeys(folder.reviewers, "reviewer")}
    speakers = {name for talk in folder.talks.values() for name, _ in talk.messages}
    names = dict.fromkeys([*team, *folder.annotators, *sorted(speakers)])
    people = {
        name: _bring(instance, slug, name, team.get(name, "labeler"), annotators.get(name))
        for name in names
    }
    reviewers = tuple(people[name] for name in folder.reviewers)
    return Cast(owner, people[folder.lead], reviewers, people)


def _bring(instance: Client, slug: str, name: str, role: str, member_id: int | None) -> Client:
    body = {"role": role, "name": name, "external_id": name, "member_id": member_id}
    offer = instance.within(slug).post("/invitations", body)
    stranger = Client(instance.url, None)
    joined = stranger.post("/invitations/acceptance", {"secret": offer["secret"], "name": name})
    return Client(instance.url, joined["token"]).within(slug)


def _members(owner: Client) -> list[dict[str, Any]]:
    members: list[dict[str, Any]] = []
    after: int | None = None
    while True:
        page = owner.get("/members", **({"after": after} if after else {}))
        members += page["items"]
        after = page["next"]
        if after is None:
            return members
