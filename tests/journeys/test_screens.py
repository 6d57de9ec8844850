"""Every screen there is: axe finds nothing, Tab leads to all that can be done, and the focus shows.

The screens are found from the routes, so that a new one is looked at without being named here.
"""

import asyncio

import pytest
from playwright.async_api import expect

from tests.addresses import filled, paths
from tests.journeys.stage import Theatre, Window
from tests.journeys.test_loop import answer, clean, flag, furnish, rule

pytestmark = [pytest.mark.browser, pytest.mark.pages]

# what one can use, but for the rest of a group of radio buttons, which the arrows reach
USABLE = """() => {
    const named = 'a[href], button, input, select, textarea, summary, [tabindex="0"]';
    const seen = {visibilityProperty: true, contentVisibilityAuto: true};
    return [...document.querySelectorAll(named)].filter(each => {
        if (each.disabled || each.tabIndex < 0 || each.type === 'hidden') return false;
        if (each.closest('dialog:not([open]), [popover]')) return false;
        if (!each.checkVisibility(seen)) return false;
        if (each.type !== 'radio') return true;
        const all = [...document.getElementsByName(each.name)];
        const group = all.filter(one => one.form === each.form);
        return each === (group.find(one => one.checked) ?? group[0]);
    });
}"""
# notes each element that gets the focus, and whether one sees it
WATCH = """() => {
    window.reached = new Set();
    window.unseen = [];
    document.addEventListener('focusin', ({target}) => {
        reached.add(target);
        for (let at = target, i = 0; at && i < 4; at = at.parentElement, i += 1) {
            const {outlineStyle, outlineWidth} = getComputedStyle(at);
            if (outlineStyle !== 'none' && parseFloat(outlineWidth) > 0) return;
        }
        unseen.push(target.outerHTML.slice(0, 120));
    });
    document.activeElement.blur();
    window.usable = (USABLE)();
    return window.usable.length;
}""".replace("USABLE", USABLE)
MISSED = """() => usable.filter(each => each.isConnected && !reached.has(each))
    .map(each => each.outerHTML.slice(0, 140))"""
DESKTOP = {"viewport": {"width": 1280, "height": 800}, "color_scheme": "light"}
PHONE = {"viewport": {"width": 390, "height": 844}, "color_scheme": "dark"}


async def play(theatre: Theatre) -> tuple[Window, Window]:
    """A project in which something has happened: a question, a ruling, a draft, labels."""
    await furnish(theatre.world)
    lin = await theatre.window("lin", "/desk")
    await expect(lin.page.locator("#desk-paper")).to_contain_text("neighbour")
    await flag(lin.page, "vermin", "Quoted: hateful?")
    await answer(lin.page, "neighbour", "1")
    lea = await theatre.window("lea", "/questions/1")
    await rule(lea.page)
    await expect(lea.page.get_by_text("proposed").first).to_be_visible()
    return lin, lea


async def screens(theatre: Theatre, who: str) -> list[str]:
    """The whole pages that somebody may see."""
    http = theatre.world.client(who)
    tasks = (await http.get("/api/v1/projects/hate/tasks")).json() if who == "lea" else {}
    keys = [each["key"] for each in tasks.get("items", [])][:1]
    given = {
        "slug": ["hate"],
        "number": ["1"],
        "drafts/number": ["2"],
        "code": ["c2"],
        "version": ["1.0.0"],
        "task": keys,
        "tasks/key": keys,
        "topic": ["question:1"],
        "member_id": [str(theatre.world.member_id("lin"))],
    }
    browser = theatre.world.client(who, browser=True)
    found = []
    for path in dict.fromkeys(each for one in paths("app.web") for each in filled(one, given)):
        told = await browser.get(path)
        if told.status_code == 200 and told.text.lstrip().lower().startswith("<!doctype html"):
            found.append(path)
    assert len(found) > 35, found
    return found


async def look_at(window: Window, path: str) -> None:
    """Open a page, and wait for the parts of it that come later."""
    await window.page.goto(path)
    await expect(window.page.locator("html[data-ready]")).to_be_attached()
    await expect(window.page.locator(".skeleton:visible")).to_have_count(0)


async def tab(window: Window, times: int) -> None:
    """Press Tab so often, without waiting for each press to come back."""
    cdp = await window.page.context.new_cdp_session(window.page)
    press = {"key": "Tab", "code": "Tab", "windowsVirtualKeyCode": 9}
    kinds = ("rawKeyDown", "keyUp") * times
    sent = (cdp.send("Input.dispatchKeyEvent", {"type": kind, **press}) for kind in kinds)
    await asyncio.gather(*sent)
    await cdp.detach()


async def test_every_screen_in_japanese_on_a_phone_in_the_dark(theatre: Theatre) -> None:
    await play(theatre)
    api = theatre.world.client("lea")
    assert (await api.patch("/api/v1/account", json={"language": "ja"})).status_code == 201
    window = await theatre.window("lea", "/notices", **PHONE)
    found = {}
    for path in await screens(theatre, "lea"):
        await look_at(window, path)
        assert await window.page.evaluate("document.documentElement.lang") == "ja"
        wide = await window.page.evaluate("document.documentElement.scrollWidth > innerWidth")
        wrong = [*await window.axe(), *(["wider than the screen"] if wide else [])]
        if wrong:
            found[path] = wrong
    assert found == {}, "\n".join(f"{path}: {wrong}" for path, wrong in found.items())
    await clean(window)


async def test_tab_leads_to_all_that_can_be_done_on_every_screen(theatre: Theatre) -> None:
    await play(theatre)
    window = await theatre.window("lea", "/notices", **DESKTOP)
    found = {}
    for path in await screens(theatre, "lea"):
        await look_at(window, path)
        wrong = await window.axe("color-contrast")  # all else was asked on the phone
        many = await window.page.evaluate(WATCH)
        missed = [path]
        for _ in range(2):  # a page that takes the focus meanwhile has it go round from there
            if missed:
                await tab(window, many + 8)
                missed = await window.page.evaluate(MISSED)
        unseen = await window.page.evaluate("unseen")
        if missed or unseen or wrong:
            found[path] = [*wrong, f"missed {missed[:3]}", f"unseen {unseen[:3]}"]
    assert found == {}, "\n".join(f"{path}: {wrong}" for path, wrong in found.items())
    await clean(window)
