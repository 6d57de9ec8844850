"""The browser's one live verb, in Python: static/js/upsert.js on an lxml tree.

Used where a browser would be too slow; tests/live/test_upserts.py holds the two to each other.
"""

from collections.abc import Iterable

from lxml import html
from lxml.html import HtmlElement

CURRENT = ".//*[@aria-current]"


def compare_orders(a: str, b: str) -> int:
    """Numbers before text, numbers by size, text by code unit."""
    x, y = _number(a), _number(b)
    if x is not None and y is not None:
        return (x > y) - (x < y)
    if x is not None or y is not None:
        return -1 if x is not None else 1
    left, right = a.encode("utf-16-be", "surrogatepass"), b.encode("utf-16-be", "surrogatepass")
    return (left > right) - (left < right)


def place_of(orders: Iterable[str], order: str, *, descending: bool = False) -> int:
    """Where among `orders` one belongs: the index to insert before. Equal ones come after."""
    sign = -1 if descending else 1
    known = list(orders)
    for index, other in enumerate(known):
        if compare_orders(other, order) * sign > 0:
            return index
    return len(known)


def upsert(page: HtmlElement, content: str) -> None:
    """Every root of a pushed text takes the place of its id, or goes into its container."""
    for root in html.fragments_fromstring(content):
        if isinstance(root, HtmlElement):
            upsert_node(page, root)


def upsert_node(page: HtmlElement, node: HtmlElement) -> bool:
    """Put one node; whether there was a place for it."""
    node.tail = None
    old = by_id(page, node.get("id", ""))
    if old is None:
        return _insert(page, node)
    for details in old.xpath(".//details[@open][@id]"):
        for same in node.xpath(".//details[@id=$id]", id=details.get("id")):
            same.set("open", "")
    for link in old.xpath(".//a[@aria-current][@href]") if not node.xpath(CURRENT) else ():
        for same in node.xpath(".//a[@href=$href]", href=link.get("href")):
            same.set("aria-current", link.get("aria-current"))
    if node.get("data-into") and node.get("data-order") != old.get("data-order"):
        detach(old)
        return _insert(page, node)
    old.getparent().replace(old, _with_tail(node, old.tail))
    return True


def renew_rest(page: HtmlElement, fresh: HtmlElement) -> None:
    """What follows outside of all regions, as a fresh page has it: a reset without a topic."""
    for part in fresh.xpath("//*[@data-follows][@id]"):
        if by_id(page, part.get("id")) is not None:
            upsert(page, html.tostring(part, encoding="unicode", with_tail=False))


def by_id(page: HtmlElement, name: str) -> HtmlElement | None:
    """The element of an id."""
    found = page.xpath("//*[@id=$id]", id=name) if name else []
    return found[0] if found else None


def detach(node: HtmlElement) -> None:
    """Take a node out; the text after it stays."""
    node.drop_tree()


def _insert(page: HtmlElement, node: HtmlElement) -> bool:
    container = by_id(page, node.get("data-into", ""))
    if container is None:
        return False
    peers = [child for child in container if child.get("data-order") is not None]
    descending = container.get("data-desc") is not None
    orders = [peer.get("data-order", "") for peer in peers]
    at = place_of(orders, node.get("data-order", ""), descending=descending)
    # older than all that is loaded, while more is to be fetched: its place is not on the page yet
    if peers and at == (len(peers) if descending else 0) and _has_earlier(container):
        return False
    for note in container.xpath("./*[@data-empty-note]"):
        detach(note)
    if at < len(peers):
        peers[at].addprevious(node)
    elif peers:
        tail, peers[-1].tail = peers[-1].tail, None
        peers[-1].addnext(_with_tail(node, tail))
    else:
        container.append(node)
    return True


def _has_earlier(container: HtmlElement) -> bool:
    return container.get("data-earlier") is not None or bool(container.xpath("./*[@data-earlier]"))


def _with_tail(node: HtmlElement, tail: str | None) -> HtmlElement:
    node.tail = tail
    return node


def _number(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if value not in (float("inf"), float("-inf")) and value == value else None
