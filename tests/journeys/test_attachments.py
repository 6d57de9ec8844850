"""Files beside messages in browsers: chosen, pasted, sent, seen, opened large, taken back."""

import io

import pytest
from PIL import Image
from playwright.async_api import FilePayload, Page, expect

from tests.journeys.stage import Theatre

pytestmark = [pytest.mark.browser, pytest.mark.pages]

PASTE = """async ([bytes, name]) => {
    const data = new DataTransfer();
    data.items.add(new File([new Uint8Array(bytes)], name, {type: "image/png"}));
    const box = document.querySelector("form[data-composer] textarea");
    box.focus();
    const how = {clipboardData: data, bubbles: true, cancelable: true};
    box.dispatchEvent(new ClipboardEvent("paste", how));
}"""


def picture(color: str) -> bytes:
    """A picture, as a file."""
    drawn = io.BytesIO()
    Image.new("RGB", (900, 600), color).save(drawn, "PNG")
    return drawn.getvalue()


def payload(name: str, kind: str, raw: bytes) -> FilePayload:
    """A file to choose."""
    return {"name": name, "mimeType": kind, "buffer": raw}


async def paste(page: Page, name: str, color: str) -> None:
    """A screenshot comes from the clipboard."""
    await page.evaluate(PASTE, [list(picture(color)), name])


async def test_files_are_sent_seen_opened_and_taken_back(theatre: Theatre) -> None:
    lin = await theatre.window("lin", "/threads/lounge")
    lea = await theatre.window("lea", "/threads/lounge")
    page, uploads = lin.page, lin.page.locator("[data-upload]")
    async with page.expect_file_chooser() as choosing:
        await page.keyboard.press("Control+u")
    chooser = await choosing.value
    table = payload("counts.csv", "text/csv", b"a,b\n1,2\n")
    await chooser.set_files([payload("one.png", "image/png", picture("teal")), table])
    await paste(page, "two.png", "orange")
    await expect(uploads).to_have_count(3)
    await page.get_by_label("What one.png shows").fill("A teal wall")
    # on another page of the same person they wait, too: nothing is lost by a reload
    await theatre.go(lin, "/threads/lounge")
    await expect(uploads).to_have_count(3)
    await page.get_by_label("What one.png shows").fill("A teal wall")
    assert not await lin.axe()
    await page.locator("form[data-composer] textarea").press("Enter")
    for window in (lin, lea):
        await expect(window.page.locator(".message .file-picture img")).to_have_count(2)
        await expect(window.page.locator(".message .file-line")).to_contain_text("counts.csv")
    await expect(uploads).to_have_count(0)
    await look(lea.page)
    assert not await lea.axe()
    await page.locator("[data-undo-send]").click()
    await expect(uploads).to_have_count(3)
    await expect(lea.page.locator(".message .file-picture")).to_have_count(0)
    assert not lin.complaints + lea.complaints + lin.strangers + lea.strangers


async def look(page: Page) -> None:
    """Open the pictures large, by keyboard; the focus comes back."""
    first = page.locator("a[data-picture]").first
    await first.focus()
    await page.keyboard.press("Enter")
    title = page.locator("#gallery-title")
    await expect(title).to_have_text("one.png")
    await expect(page.locator("#gallery [data-words]")).to_have_text("A teal wall")
    await page.keyboard.press("ArrowRight")
    await expect(title).to_have_text("two.png")
    await page.keyboard.press("ArrowLeft")
    await expect(title).to_have_text("one.png")
    await page.keyboard.press("Escape")
    await expect(page.locator("#gallery")).to_be_hidden()
    assert await first.evaluate("each => each === document.activeElement")


async def test_what_cannot_be_uploaded_says_why_and_is_tried_again(theatre: Theatre) -> None:
    lin = await theatre.window("lin", "/threads/lounge")
    page, choose = lin.page, lin.page.locator("[data-attach-input]")
    await choose.set_input_files(payload("a.svg", "image/svg+xml", b"<svg/>"))
    failed = page.locator(".upload[data-failed]")
    await expect(failed).to_contain_text("Files can be png")
    await page.locator("form[data-composer] textarea").fill("words stay")
    await page.keyboard.press("Enter")
    await expect(page.locator("form[data-composer] textarea")).to_have_value("words stay")
    await failed.get_by_label("Remove").click()
    await page.context.set_offline(True)
    await choose.set_input_files(payload("b.txt", "text/plain", b"text"))
    await expect(failed).to_contain_text("does not answer")
    await page.context.set_offline(False)
    await failed.get_by_role("button", name="Try again").click()
    await expect(page.locator("[data-upload]")).to_contain_text("b.txt")
    await page.locator("form[data-composer] textarea").press("Enter")
    await expect(page.locator(".message .file-line")).to_contain_text("b.txt")
    await expect(page.locator(".message .message-body")).to_contain_text("words stay")
