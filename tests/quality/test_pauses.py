"""The page of somebody who is paused, or proposed for it, whatever their role is by now."""

from app.actions.members import change_role
from app.actions.pauses import pause_member, propose_pause
from tests.actions.test_settled_honeypots import failing
from tests.cast import World


async def test_a_pause_ends_on_the_page_of_whose_role_has_changed(world: World) -> None:
    await failing(world, 8, names=("lin",))
    lin, sam = world.member_id("lin"), world.member_id("sam")
    await world.write(propose_pause, "lea", lin, below=0.9)
    await world.write(pause_member, "lea", sam, reason="Let us talk.")
    lea = world.client("lea", browser=True)
    page = await lea.get(f"/projects/hate/people/{lin}")
    assert "Pause Lin" in page.text
    for member_id in (lin, sam):
        await world.write(change_role, "ada", member_id, role="reviewer")
    for member_id, button, path in (
        (lin, "Do not pause", "declination"),
        (sam, "Give tasks again", "end"),
    ):
        here = f"/projects/hate/people/{member_id}"
        page = await lea.get(here)
        assert button in page.text
        assert "Pause Lin" not in page.text
        assert (await lea.post(f"{here}/pause/{path}")).status_code == 303
        assert 'id="pause-title"' not in (await lea.get(here)).text
