"""Webhooks in a browser: set up, tried out, and looked at while they go out."""

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import expect

from app.followers.outgoing import Outgoing
from tests.journeys.stage import Theatre
from tests.journeys.test_loop import clean
from tests.webhooks.receiver import Receiver, receiving
from tests.webhooks.stage import HERE

pytestmark = [pytest.mark.browser, pytest.mark.pages]


@pytest.fixture
async def receiver(theatre: Theatre) -> AsyncIterator[Receiver]:
    """A receiver on this machine, which the operator vouches for."""
    app = theatre.world.app
    app.state.settings = theatre.world.settings.model_copy(update={"webhook_hosts": HERE})
    app.state.sender.outgoing = Outgoing(app.state.settings)
    async with receiving() as made:
        yield made


async def test_an_endpoint_is_added_tried_out_and_seen_to_work(
    theatre: Theatre, receiver: Receiver
) -> None:
    lea, ada = await theatre.window("lea", "/settings"), await theatre.window("ada", "/settings")
    await theatre.go(ada, "/settings/webhooks")
    page = lea.page
    await page.get_by_role("link", name="Set up webhooks").click()
    await expect(page.get_by_text("Nothing is told yet")).to_be_visible()
    assert not await lea.axe()
    await page.get_by_role("textbox", name="Name").first.fill("Training pipeline")
    await page.get_by_role("textbox", name="Address").fill("http://example.org/")
    await page.get_by_role("button", name="Add the endpoint").click()
    await expect(page.get_by_text("Only https").first).to_be_visible()
    await page.get_by_role("textbox", name="Address").fill(receiver.url())
    await page.get_by_role("button", name="Add the endpoint").click()
    secret = await page.get_by_role("textbox", name="Secret").input_value()
    assert secret.startswith("whsec_")
    # whoever looks on sees it come, without its secret
    await expect(ada.page.get_by_text("Training pipeline")).to_be_visible()
    await expect(ada.page.get_by_text("Nothing is told yet")).to_have_count(0)
    receiver.answers = [500]
    await page.get_by_role("button", name="Send a test").click()
    row = page.locator("#deliveries tbody tr").first
    await expect(row).to_contain_text("retrying")
    await expect(row).to_contain_text("500")
    await row.get_by_role("button", name="Send again").click()
    await expect(row).to_contain_text("delivered")
    await expect(row).to_contain_text("taken at the first attempt")
    assert [got.json["type"] for got in receiver.got] == ["endpoint.tested"] * 2
    # the page that shows the secret once is still there, to compare what the receiver says
    assert await page.get_by_role("textbox", name="Secret").input_value() == secret
    assert not await lea.axe()
    await clean(lea, ada)


async def test_what_a_bridge_says_is_there_at_once(theatre: Theatre, receiver: Receiver) -> None:
    lea, lin = (
        await theatre.window("lea", "/settings/webhooks"),
        await theatre.window("lin", "/threads/lounge"),
    )
    await lea.page.get_by_text("Make a bridge").click()
    await lea.page.get_by_role("textbox", name="Name").last.fill("CI")
    await lea.page.get_by_role("button", name="Make the bridge").click()
    address = await lea.page.get_by_label("Address", exact=True).first.input_value()
    program = theatre.world.client(None)
    said = await program.post(
        address.replace(theatre.url, theatre.world.settings.origin), json={"text": "F1 is **0.87**"}
    )
    assert said.status_code == 200
    message = lin.page.locator(".message").last
    await expect(message).to_contain_text("F1 is 0.87")
    await expect(message.locator(".role")).to_have_text("bridge")
    assert not await lea.axe()
    await clean(lea, lin)
