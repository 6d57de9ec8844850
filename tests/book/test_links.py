"""No page sends a labeler to what they may not open."""

import re

import pytest

from tests.book.test_histories import history, page
from tests.cast import World

pytestmark = pytest.mark.pages

LINK = re.compile(r'<a (?![^>]*class="for-staff")[^>]*?(?<!data-)href="/projects/hate/([^"#]*)')
OPENERS = re.compile(r'data-href="/projects/hate/questions/1" data-openers="([^"]*)"')


async def test_labelers_are_sent_only_where_they_may_go(world: World) -> None:
    """A question is a link for staff and for those who asked it, and words for everybody else."""
    task = await history(world)
    pages = ("changelog", "revisions/2/reading", "guideline/clauses/c6", f"labels/{task}")
    for path in pages:
        shown = (await page(world, "sam", path)).text
        assert OPENERS.findall(shown), path
        for link in set(LINK.findall(shown)):
            got = await page(world, "sam", link.replace("&amp;", "&"))
            assert got.status_code in (200, 303), f"{path} leads to {link}: {got.status_code}"
        assert {OPENERS.search(shown)[1]} == {str(world.people["lin"].member_id)}  # type: ignore[index]
    assert (
        'class="for-staff" href="/projects/hate/relabels/1"'
        in (await page(world, "sam", "changelog")).text
    )
