"""Invitations: once, while they stand, as a new person or as who one is; and claiming."""

from datetime import timedelta

import pytest
from lxml import html
from sqlmodel import Session, col, select

from app.actions.invitations import Guest, Newcomer, accept_invitation, invite_member
from app.actions.members import add_annotator, remove_member
from app.clock import now
from app.domain.roles import Actor
from app.errors import Conflict, Forbidden, NotFound
from app.queries.members import get_actor, get_member
from app.records.events import Event
from tests.cast import World

ACCEPT = "/api/v1/invitations/acceptance"


async def link_of(world: World, by: str = "ada", **guest: object) -> str:
    """A link made by somebody of the cast; its secret."""
    made = await world.write(invite_member, by, Guest(**guest), days=1)  # type: ignore[arg-type]
    return made[1]


async def test_a_new_person_joins_by_the_api_and_works_with_the_token(world: World) -> None:
    told = await world.client("lea").post("/api/v1/projects/hate/invitations", json={"name": "Mo"})
    made = told.json()
    assert made["link"].endswith(made["secret"])
    stranger = world.client(None)
    stranger.headers.pop("origin")  # a program, not a browser
    joined = (await stranger.post(ACCEPT, json={"secret": made["secret"], "name": "Mo"})).json()
    assert (joined["project"], joined["role"], joined["name"]) == ("hate", "labeler", "Mo")
    bearer = {"authorization": f"Bearer {joined['token']}"}
    told = await stranger.get("/api/v1/projects/hate", headers=bearer)
    assert told.json()["role"] == "labeler"
    assert (await stranger.get("/api/v1/projects/other", headers=bearer)).status_code == 404


async def test_a_link_works_once(world: World) -> None:
    secret = await link_of(world)
    stranger = world.client(None)
    assert (await stranger.post(ACCEPT, json={"secret": secret, "name": "Mo"})).status_code == 201
    told = await stranger.post(ACCEPT, json={"secret": secret, "name": "Bo"})
    assert told.status_code == 409
    assert "Bo" not in (await world.client("ada").get("/api/v1/projects/hate/members")).text


async def test_a_link_that_never_was_is_nothing(world: World) -> None:
    told = await world.client(None).post(ACCEPT, json={"secret": "nothing", "name": "Mo"})
    assert told.status_code == 404
    assert (await world.client(None).get("/invitations/nothing")).status_code == 404


async def test_a_link_that_was_revoked_or_is_too_old_does_not_work(world: World) -> None:
    lea = world.client("lea")
    made = (await lea.post("/api/v1/projects/hate/invitations", json={})).json()
    assert (await lea.delete(f"/api/v1/projects/hate/invitations/{made['id']}")).status_code == 201
    told = await world.client(None).post(ACCEPT, json={"secret": made["secret"], "name": "Mo"})
    assert told.status_code == 409

    def too_late(db: Session, actor: Actor) -> None:
        invitation, secret = invite_member(db, actor, Guest(), days=1)
        invitation.expires_at = now() - timedelta(seconds=1)
        db.add(invitation)
        db.flush()
        accept_invitation(db, None, secret, newcomer=Newcomer("Mo"))

    with pytest.raises(Conflict, match="stand any more"):
        await world.write(too_late, "lea")


async def test_an_invitation_of_another_project_is_nothing_to_revoke(world: World) -> None:
    made = (await world.client("lea").post("/api/v1/projects/hate/invitations", json={})).json()
    told = await world.client("eve").delete(f"/api/v1/projects/other/invitations/{made['id']}")
    assert told.status_code == 404


async def test_an_annotator_is_claimed_with_everything_that_is_theirs(world: World) -> None:
    annotator = await world.write(add_annotator, "lea", external_id="A1", name="Annotator 1")
    secret = await link_of(world, "lea", member_id=annotator.id)
    joined = (await world.client(None).post(ACCEPT, json={"secret": secret})).json()
    assert (joined["member_id"], joined["name"]) == (annotator.id, "Annotator 1")
    with pytest.raises(Conflict, match="signs in already"):
        await link_of(world, "lea", member_id=annotator.id)


async def test_an_annotator_is_not_claimed_twice_by_two_links(world: World) -> None:
    annotator = await world.write(add_annotator, "lea", external_id="A1")
    links = [await link_of(world, "lea", member_id=annotator.id) for _ in range(2)]
    told = [
        (await world.client(None).post(ACCEPT, json={"secret": each, "name": "Mo"})).status_code
        for each in links
    ]
    assert told == [201, 409]


async def test_whoever_takes_part_already_claims_nobody_else(world: World) -> None:
    annotator = await world.write(add_annotator, "lea", external_id="A1")
    secret = await link_of(world, "lea", member_id=annotator.id)
    told = await world.client("lin").post(ACCEPT, json={"secret": secret})
    assert told.status_code == 409
    found = await world.read(get_member, "ada", annotator.id or 0)
    assert found.account_id is None


async def test_somebody_signed_in_joins_as_who_they_are(world: World) -> None:
    secret = await link_of(world, role="reviewer")
    told = await world.client("eve", browser=True).post(f"/invitations/{secret}/acceptance")
    assert (told.status_code, told.headers["location"]) == (303, "/?done=joined")
    eve = world.people["eve"]
    actor = await world.edge.read(get_actor, eve.account_id, world.project_id)
    assert (actor.role, actor.name) == ("reviewer", "Eve")


async def test_whoever_was_removed_can_be_invited_again_as_the_same_member(world: World) -> None:
    await world.write(remove_member, "ada", world.member_id("lin"))
    secret = await link_of(world, role="viewer")
    told = (await world.client("lin").post(ACCEPT, json={"secret": secret})).json()
    assert (told["member_id"], told["token"]) == (world.member_id("lin"), None)


async def test_a_lead_invites_no_reviewer(world: World) -> None:
    with pytest.raises(Forbidden):
        await link_of(world, "lea", role="reviewer")


async def test_a_person_of_another_project_cannot_be_claimed(world: World) -> None:
    with pytest.raises(NotFound):
        await link_of(world, "eve", member_id=world.member_id("lin"))


async def test_the_page_makes_an_account_and_signs_in(world: World) -> None:
    secret = await link_of(world, name="Mo")
    browser = world.client(None)
    assert "Join Hate" in (await browser.get(f"/invitations/{secret}")).text
    form = {"name": "Mo", "email": "Mo@Example.org", "password": "password1234"}
    told = await browser.post(f"/invitations/{secret}/account", data=form)
    assert (told.status_code, "Mo@Example.org" in told.text) == (422, True)
    assert form["password"] not in told.text
    form["password"] = "quiet otters at noon"
    told = await browser.post(f"/invitations/{secret}/account", data=form)
    assert told.status_code == 303
    assert "Hate" in (await browser.get("/")).text


async def test_a_repeat_with_the_same_key_makes_no_second_link_and_shows_none(world: World) -> None:
    lea = world.client("lea")
    url, key = "/api/v1/projects/hate/invitations", {"idempotency-key": "k1"}
    first = (await lea.post(url, json={"name": "Mo"}, headers=key)).json()
    again = (await lea.post(url, json={"name": "Mo"}, headers=key)).json()
    assert first["secret"]
    assert again == {**first, "secret": None, "link": None}
    assert (await lea.post(url, json={"name": "Bo"}, headers=key)).status_code == 409


async def test_the_log_tells_of_joining_and_holds_no_secret(world: World) -> None:
    secret = await link_of(world, name="Mo")
    await world.client(None).post(ACCEPT, json={"secret": secret, "name": "Mo"})

    def told(db: Session, actor: Actor) -> list[Event]:
        query = select(Event).where(Event.project_id == actor.project_id)
        return list(db.exec(query.order_by(col(Event.seq))))

    events = await world.read(told, "ada")
    assert [each.kind for each in events[-3:]] == ["member.joined", "account.made", "token.made"]
    assert not any(secret in str(each.data) or "Mo" in str(each.data) for each in events)


async def test_the_page_that_shows_a_new_link_leads_on_to_people(world: World) -> None:
    lea = world.client("lea", browser=True)
    page = html.document_fromstring((await lea.post("/projects/hate/people/invitations")).text)
    [link] = [
        each for each in page.xpath("//a/@href") if f"people/{world.member_id('lin')}" in each
    ]
    assert (await lea.get(link)).status_code == 200
    assert link.startswith("/")
