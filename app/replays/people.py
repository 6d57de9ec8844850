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


def gather_team(instance: Client, slug: str, folder: Folder) -> Cast:
    """Invite the lead and the reviewers, and accept for them."""
    team = {folder.lead: "lead", **dict.fromkeys(folder.reviewers, "reviewer")}
    people = {name: _bring(instance, slug, name, role) for name, role in team.items()}
    reviewers = tuple(people[name] for name in folder.reviewers)
    return Cast(instance.within(slug), people[folder.lead], reviewers, people)


def gather_labelers(instance: Client, slug: str, folder: Folder, cast: Cast) -> None:
    """Invite everybody else who labels or speaks; annotators that the import made are claimed."""
    annotators = {str(each["external_id"]): each["id"] for each in _members(cast.owner)}
    speakers = {name for talk in folder.talks.values() for name, _ in talk.messages}
    for name in dict.fromkeys([*folder.annotators, *sorted(speakers)]):
        if name not in cast.others:
            cast.others[name] = _bring(instance, slug, name, "labeler", annotators.get(name))


def _bring(
    instance: Client, slug: str, name: str, role: str, member_id: int | None = None
) -> Client:
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
