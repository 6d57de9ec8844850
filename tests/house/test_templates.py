"""Templates: they parse, fragments obey the fragment law, and nothing in them is inline."""

import re

import pytest
from jinja2 import StrictUndefined, meta, nodes

from app.pages.render import environment
from tests.house.markup import Element, read
from tests.house.tree import files, report, text

ALL = files(".html", "templates")
MAILS = "templates/mail/"
NOT_OF_A_NOUN = ("templates/layout/", "templates/parts/")
FRAGMENTS = [p for p in ALL if "/_" in p and not p.startswith(NOT_OF_A_NOUN)]


def name(path: str) -> str:
    """A template's name as Jinja knows it."""
    return path.removeprefix("templates/")


@pytest.mark.parametrize("path", ALL)
def test_it_compiles(path: str) -> None:
    environment().get_template(name(path))


def test_what_is_missing_fails_loudly() -> None:
    assert environment().undefined is StrictUndefined
    assert environment().autoescape is True


@pytest.mark.parametrize("path", FRAGMENTS)
def test_a_fragment_has_one_root_with_an_id(path: str) -> None:
    reader = read(text(path))
    roots = [element for element in reader.elements if element.is_root]
    assert reader.most_roots == 1, f"roots: {[(root.tag, root.line) for root in roots]}"
    assert all("id" in root.attributes for root in roots), f"no id on {roots}"


@pytest.mark.parametrize("path", FRAGMENTS)
def test_a_fragment_reads_one_variable_named_as_its_noun(path: str) -> None:
    noun = path.split("/_")[-1].removesuffix(".html").replace("-", "_")
    tree = environment().parse(text(path))
    set_here = {each.name for each in tree.find_all(nodes.Name) if each.ctx == "store"}
    read_ = meta.find_undeclared_variables(tree) - set_here
    assert read_ == {noun}, "it reads neither request nor viewer: pages, pushes and replays differ"


@pytest.mark.parametrize("path", ALL)
def test_what_is_opened_is_closed(path: str) -> None:
    reader = read(text(path))
    assert not reader.open
    assert not reader.strays


def faults(element: Element) -> list[str]:
    """What the content security policy refuses, and what htmx would evaluate."""
    found = []
    for key, value in element.attributes.items():
        if key == "style" or key.startswith(("on", "hx-on")):
            found.append(key)
        if re.match(r"\s*(js|javascript):", value, re.IGNORECASE):
            found.append(f"{key}={value}")
    if element.tag == "style":
        found.append("<style>")
    if element.tag == "script" and not {"src", "nonce"} <= element.attributes.keys():
        found.append("<script> without src and nonce")
    return found


def test_nothing_is_inline() -> None:
    found = [
        f"{path}:{element.line} <{element.tag}> {fault}"
        for path in ALL
        for element in read(text(path)).elements
        for fault in faults(element)
        # a mailbox fetches no stylesheet: a mail brings its own
        if not (path.startswith(MAILS) and fault == "<style>")
    ]
    assert not found, report(found)


def test_mails_fetch_nothing() -> None:
    """No picture, no font, no script: nobody learns from a mail when and where it was opened."""
    fetching = re.compile(r"url\(|@import|<(?:img|link|script|iframe|object)|\bsrc(?:set)?=")
    mails = [path for path in ALL if path.startswith(MAILS)]
    assert mails
    assert not [path for path in mails if fetching.search(text(path))]


def test_nothing_goes_unescaped() -> None:
    unescaped = re.compile(r"\|\s*safe\b|autoescape\s+false|Markup\(")
    found = [path for path in ALL if unescaped.search(text(path))]
    assert not found, f"app.domain.markup makes the only safe HTML. {report(found)}"


@pytest.mark.parametrize(
    ("source", "roots"),
    [
        ('<li id="a">{% if x %}<b>1</b>{% else %}<i>2</i>{% endif %}</li>', 1),
        ('{% if x %}<li id="a"></li>{% else %}<p id="a"></p>{% endif %}', 1),
        ('<li id="a"></li><li id="b"></li>', 2),
        ('{% for x in xs %}<li id="{{ x }}"></li>{% endfor %}', 2),
        ('{% macro m() %}<b></b>{% endmacro %}<li id="a"><br><img></li>', 1),
        ('{# <p> #}<li id="{{ "a>b" }}" {% if x %}hidden{% endif %}></li>', 1),
        ('{% if x %}<li id="a"></li>{% endif %}<p id="b"></p>', 2),
        ('{% if x %}<b id="a"></b>{% else %}<i {% if y %}x{% endif %}></i>{% endif %}', 1),
    ],
)
def test_roots_are_counted(source: str, roots: int) -> None:
    assert read(source).most_roots == roots


@pytest.mark.parametrize(
    "source",
    [
        '<p style="color: red">',
        '<p onclick="go()">',
        '<p hx-on:click="go()">',
        "<p hx-vals='js:{a: 1}'>",
        '<a href="javascript:go()">',
        "<script>go()</script>",
    ],
)
def test_what_is_inline_is_seen(source: str) -> None:
    assert [fault for element in read(source).elements for fault in faults(element)]
