"""The scenes of webhooks: endpoints and bridges come, change and go before the ML team's eyes."""

from app.actions.bridges import make_bridge, revoke_bridge
from app.actions.endpoints import (
    add_endpoint,
    change_endpoint,
    remove_endpoint,
    rotate_secret,
)
from tests.replay import Stage
from tests.replay_table import QUIET, scene

PAGE = ("lea settings/webhooks", "ada settings/webhooks")
NONE: frozenset[str] = frozenset()


@scene("endpoints.add_endpoint", "endpoints.change_endpoint", "endpoints.rotate_secret",
       "endpoints.remove_endpoint")  # fmt: skip
async def endpoints(stage: Stage) -> None:
    """An endpoint is added, changed, switched off, given a new secret, removed."""
    await stage.watch(*PAGE)
    url = "https://example.org/precedent"
    made = await stage.play(
        add_endpoint, "lea", NONE, name="CI", url=url, format="standard", kinds=["ruling.made"]
    )
    number = made.id or 0
    await stage.play(change_endpoint, "ada", number, NONE, name="Pipeline")
    await stage.play(rotate_secret, "lea", number)
    await stage.play(change_endpoint, "lea", number, NONE, is_on=False)
    await stage.play(remove_endpoint, "lea", number)


@scene("bridges.make_bridge", "bridges.revoke_bridge")
async def bridges(stage: Stage) -> None:
    """A bridge is made and revoked."""
    await stage.watch(*PAGE)
    bridge, _ = await stage.play(make_bridge, "lea", name="CI")
    await stage.play(revoke_bridge, "ada", bridge.id or 0)


QUIET |= {
    "deliveries.send_test": "deliveries are looked at anew while one is on its way",
    "deliveries.retry_delivery": "deliveries are looked at anew while one is on its way",
    "deliveries.retry_failed": "deliveries are looked at anew while one is on its way",
}
