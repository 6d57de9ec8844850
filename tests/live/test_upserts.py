"""The upsert of the tests is the upsert of the browser."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest
from lxml import html

from tests.upserts import by_id, compare_orders, upsert

JS = Path(__file__).parents[2] / "static" / "js" / "upsert.js"
ORDERS = ["", "0", "-1", "2", "10", "1e3", "a", "B", "é", "10a", "01", ".5", "\U0001f600", "\uffff"]


@pytest.fixture(scope="module")
def compared() -> list[list[int]]:
    """What static/js/upsert.js says of every pair."""
    node = shutil.which("node")
    assert node, "node is missing: use python3 run.py test"
    script = (
        f"import {{ compareOrders }} from {json.dumps(JS.as_uri())};"
        f"const orders = {json.dumps(ORDERS)};"
        "console.log(JSON.stringify(orders.map((a) =>"
        " orders.map((b) => Math.sign(compareOrders(a, b))))));"
    )
    said = subprocess.run(
        [node, "--input-type=module", "-e", script], check=True, capture_output=True, text=True
    )
    found: list[list[int]] = json.loads(said.stdout)
    return found


def test_orders_compare_as_in_the_browser(compared: list[list[int]]) -> None:
    assert [[compare_orders(a, b) for b in ORDERS] for a in ORDERS] == compared


def test_what_is_older_than_all_that_is_loaded_waits_to_be_fetched() -> None:
    page = html.document_fromstring(
        """<main><div id="log"><p data-earlier>Earlier</p><p id="m5" data-order="5"></p></div>
        <ol id="news" data-desc data-earlier><li id="n5" data-order="5"></li></ol></main>"""
    )
    for order in ("4", "6"):
        upsert(page, row(f"m{order}", order, "log") + row(f"n{order}", order, "news"))
    assert (ids(page, "log")[1:], ids(page, "news")) == (["m5", "m6"], ["n6", "n5"])
    upsert(page, row("m5", "5", "log", words="changed"))
    assert b"changed" in html.tostring(page)


def test_where_one_is_stays_as_what_is_sent_to_many_does_not_say_it() -> None:
    page = html.document_fromstring(
        """<main><nav id="places"><a href="?at=1">1</a><a href="?at=2" aria-current="step">2</a>
        </nav></main>"""
    )
    upsert(page, """<nav id="places"><a href="?at=1" data-done>1</a><a href="?at=2">2</a></nav>""")
    assert page.xpath("//a[@aria-current='step']/@href") == ["?at=2"]
    assert page.xpath("//a[@data-done]/@href") == ["?at=1"]


PAGE = """<main id="main"><ol id="rows"><li data-empty-note>Nothing yet</li></ol>
<ol id="best" data-desc></ol><p>after</p></main>"""


def ids(page: html.HtmlElement, name: str) -> list[str]:
    """The ids of a container's children."""
    container = by_id(page, name)
    assert container is not None
    return [child.get("id", "") for child in container]


def row(name: str, order: str, into: str = "rows", words: str = "") -> str:
    """A fragment."""
    return f'<li id="{name}" data-into="{into}" data-order="{order}">{words}</li>'


def test_fragments_take_their_places_in_order() -> None:
    page = html.document_fromstring(PAGE)
    for name, order in (("c", "3"), ("a", "1"), ("b", "2"), ("a2", "1"), ("z", "x")):
        upsert(page, row(name, order))
        upsert(page, row(f"{name}-", order, "best"))
    assert ids(page, "rows") == ["a", "a2", "b", "c", "z"]
    assert ids(page, "best") == ["z-", "c-", "b-", "a-", "a2-"]
    upsert(page, row("c", "0", words="moved") + row("b", "2", words="changed"))
    assert ids(page, "rows") == ["c", "a", "a2", "b", "z"]
    assert "Nothing yet" not in html.tostring(page, encoding="unicode")
    before = html.tostring(page)
    upsert(page, row("c", "0", words="moved") + row("b", "2", words="changed"))
    upsert(page, row("q", "1", "elsewhere"))
    assert html.tostring(page) == before
    assert b"after" in before
