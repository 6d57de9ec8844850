"""A guideline in force, and revisions of it, through the public API."""

from typing import Any

from bench.clients import Client
from bench.worlds import ROOT, World, accept, bearer, need


async def second(made: World) -> Client:
    """Somebody else of the ML team: nobody approves their own revision. Enter it."""
    offer = await need(made.owner, "POST", f"{ROOT}/invitations", {"role": "lead", "name": "Two"})
    async with Client(made.server.port) as stranger:
        token = await accept(stranger, offer["secret"], "Two")
    return Client(made.server.port, bearer(token))


async def put_guideline(made: World, reviewer: Client, clauses: int) -> None:
    """A first guideline in force, of so many clauses."""
    rules = "\n".join(f"- rule {n}: of this kind it is kind" for n in range(1, clauses + 1))
    text = f"# Kindness\n\n## Rules\n\n{rules}\n"
    draft = await need(made.owner, "POST", f"{ROOT}/guideline", {"markdown": text})
    await publish(made, draft, reviewer)


async def revise(made: World, reviewer: Client, words: str) -> Any:
    """A draft that moves every clause in substance, approved."""
    draft = await need(made.owner, "POST", f"{ROOT}/drafts", {"title": words})
    path = f"{ROOT}/drafts/{draft['number']}"
    text = draft["markdown"].replace("it is kind", f"it is kind, {words}")
    text = text.replace("it is kind, it", "it")
    edited = {"edition": draft["edition"], "markdown": text}
    draft = await need(made.owner, "PUT", f"{path}/markdown", edited)
    types = {"edition": draft["edition"], "types": {"*": "substantive"}}
    draft = await need(made.owner, "PUT", f"{path}/types", types)
    why = {"edition": draft["edition"], "unmoved": "No case is at hand."}
    draft = await need(made.owner, "PUT", f"{path}/about", why)
    return await approve(made, draft, reviewer)


async def approve(made: World, draft: Any, reviewer: Client) -> Any:
    """Ask for a review, and get it."""
    path, seen = f"{ROOT}/drafts/{draft['number']}", {"edition": draft["edition"]}
    await need(made.owner, "POST", f"{path}/review", seen)
    return await need(reviewer, "POST", f"{path}/approval", seen)


async def publish(made: World, draft: Any, reviewer: Client) -> Any:
    """Approve and publish."""
    draft = await approve(made, draft, reviewer)
    path = f"{ROOT}/drafts/{draft['number']}/publication"
    return await need(made.owner, "POST", path, {"edition": draft["edition"]})
