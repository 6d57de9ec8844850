"""Whoever presses before the page's scripts are there is asked first, too."""

import pytest
from playwright.async_api import Dialog, expect

from app.records.projects import Project
from tests.journeys.stage import Theatre

pytestmark = [pytest.mark.browser, pytest.mark.pages]


@pytest.mark.parametrize("yes", [False, True])
async def test_a_page_without_its_scripts_asks_first(theatre: Theatre, yes: bool) -> None:
    ada = await theatre.window("ada", "/settings")
    await ada.page.route("**/static/js/app.js*", lambda route: route.abort())
    asked: list[str] = []

    async def answer(dialog: Dialog) -> None:
        asked.append(dialog.message)
        await (dialog.accept() if yes else dialog.dismiss())

    ada.page.on("dialog", answer)
    await ada.page.reload()
    form = ada.page.locator("form[data-confirm][action$='/archive']")
    await expect(form).to_have_count(1)
    await form.evaluate("form => form.requestSubmit()")
    await ada.page.wait_for_timeout(300)
    assert len(asked) == 1
    assert asked[0].startswith("Archive")
    world = theatre.world
    project = await world.edge.read(lambda db: db.get_one(Project, world.project_id))
    assert bool(project.archived_at) is yes
