"""Languages: what people read goes through the catalogs, and every catalog has all of it."""

import ast
import re
from collections.abc import Iterator

import pytest
from jinja2 import nodes

from app.languages import LANGUAGES, SOURCE
from app.pages.render import environment
from tests.house.tree import files, parsed, report, text
from tools.words import faults

OTHERS = [language for language in LANGUAGES if language != SOURCE]
SAYING = {"_", "gettext", "ngettext", "pgettext", "say", "say_many", "mark"}
# what people read of an element beside its text
READ = (
    "title|aria-label|aria-description|placeholder|alt|label|"
    "data-confirm|data-confirm-action|data-key-label|data-sending|data-drop"
)
# the product's name, signs, and what is the same in all languages
SAME = set("Precedent B I JSON CSV API URL UTC id v px KB MB Ctrl c4".split())
# what macros of classes and attributes give
NAMES = set("btn btn- btn-small btn-icon required".split())
# the words of the house, shown by |said; and files that speak English to the outside or to files
HOUSE = set(re.findall(r'mark\("([^"]+)"\)', text("app/pages/words.py")))
ENGLISH = {
    "app/pages/news.py": "payloads of webhooks",
    "app/domain/proposals.py": "text of a guideline",
    "app/domain/kappa.py": "programmers",
    "app/actions/imports.py": "kept with the import",
    "app/actions/invitations.py": "the name of a token",
    "app/web/drafts.py": "the name of a draft",
    "app/gate/embeddings.py": "the log: what the endpoint did wrong",
    "app/domain/meanings.py": "the log: what the endpoint did wrong",
    "app/api/projects.py": "an example in the API's description",
}
PROSE = re.compile(r"[A-Z“][^/_{}<>]*[a-z][^/_{}<>]*")
SENTENCE = re.compile(r"[A-Z][\w’'-]*,? [^{}<>|]*[a-z]{2}[^{}<>|]*")


@pytest.mark.parametrize("language", OTHERS)
def test_nothing_is_left_out_of_a_catalog(language: str) -> None:
    found = list(faults(language))
    assert not found, f"run.py words renews it; then translate. {report(found)}"


def test_templates_say_nothing_past_the_catalogs() -> None:
    found = [
        f"{path}: {each}"
        for path in files(".html", "templates")
        for each in (*bare_texts(text(path)), *bare_strings(text(path)))
    ]
    assert not found, report(found)


def test_scripts_say_nothing_past_the_catalogs() -> None:
    found = []
    for path in files(".js", "static"):
        for line in text(path).splitlines():
            if re.match(r"\s*(//|/?\*)", line) or "console." in line or "new Error(" in line:
                continue
            told = re.sub(r"""said\((?:"[^"]*"|'[^']*')""", "", line)
            found += [f"{path}: {each}" for each in re.findall(r'"([A-Z][a-z]+[ .][^"]*)"', told)]
    assert not found, report(found)


@pytest.mark.parametrize("floor", ["actions", "domain", "gate", "pages", "queries", "web", "api"])
def test_python_says_nothing_past_the_catalogs(floor: str) -> None:
    found = []
    for path in files(".py", f"app/{floor}"):
        told = () if path in ENGLISH else bare_sentences(parsed(path))
        found += [f"{path}:{line} {each}" for line, each in told]
    assert not found, report(found)


def bare_texts(source: str) -> Iterator[str]:
    """The texts of a template that are not said by a call."""
    plain = re.sub(r"\{#.*?#\}|\{%-? trans.*?endtrans -?%\}", "", source, flags=re.DOTALL)
    plain = re.sub(r"\{% block (body_class|width) %\}.*?\{% endblock %\}", "", plain)
    plain = re.sub(r"\{\{.*?\}\}|\{%.*?%\}", "\x00", plain, flags=re.DOTALL)
    for attribute in re.findall(rf'\s(?:{READ})="([^"]*)"', plain):
        yield from words_of(attribute)
    plain = re.sub(r"<(script|style|pre|code|kbd)\b.*?</\1>", "", plain, flags=re.DOTALL)
    plain = re.sub(r"<[^>]*>", "\x00", plain)
    for piece in plain.split("\x00"):
        if not re.search(r'[\w-]+="', piece):
            yield from words_of(piece)


def words_of(piece: str) -> Iterator[str]:
    """The piece, if it holds words."""
    plain = re.sub(r"&#?\w+;", " ", piece).strip()
    if re.search(r"[A-Za-z]", plain) and plain.strip(" :.,·()") not in SAME | NAMES:
        yield plain


def bare_strings(source: str) -> Iterator[str]:
    """The strings in a template's expressions that look like prose and are not said by a call."""

    def walk(node: nodes.Node) -> Iterator[str]:
        if isinstance(node, nodes.Call) and getattr(node.node, "name", "") in SAYING:
            return
        value = node.value if isinstance(node, nodes.Const) else None
        if isinstance(value, str) and PROSE.fullmatch(value) and value not in KEYS | HOUSE:
            yield value
        for child in node.iter_child_nodes():
            yield from walk(child)

    tree = environment().parse(source)
    for each in tree.iter_child_nodes():
        yield from walk(each)


KEYS = {*"Enter Escape Backspace Ctrl Shift ArrowLeft ArrowRight ArrowUp ArrowDown".split(), *SAME}
KEYS |= {"Ctrl+Enter", "Ctrl ↵"}


def bare_sentences(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """The sentences in Python that are not said by a call, docstrings and descriptions aside."""
    said: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = (
                node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
            )
            if name in SAYING or name in QUIET:
                said |= {id(each) for each in ast.walk(node)}
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            said.add(id(node.value))
    for node in ast.walk(tree):
        value = node.value if isinstance(node, ast.Constant) and id(node) not in said else None
        if isinstance(value, str) and SENTENCE.fullmatch(value):
            yield node.lineno, value


# these speak to the log, to programmers, or to those who read the API's description
QUIET = {"Field", "Query", "Path", "exception", "warning", "info", "error", "RuntimeError"}


@pytest.mark.parametrize(
    ("source", "bare"),
    [
        ("<p>Hello</p>", ["Hello"]),
        ('<p title="Hello">{{ _("Hello") }}</p>', ["Hello"]),
        ("<p>{% trans %}Hello <b>you</b>{% endtrans %}</p>", []),
        ("<p>Precedent · {{ name }}</p>", []),
        ('{{ chip("Told to all", "info") }}', ["Told to all"]),
    ],
)
def test_a_bare_text_is_found(source: str, bare: list[str]) -> None:
    assert [*bare_texts(source), *bare_strings(source)] == bare


def test_a_bare_sentence_is_found() -> None:
    tree = ast.parse('"""A doc of it."""\nx = "Not this way."\ny = say("But this way.")')
    assert [each for _, each in bare_sentences(tree)] == ["Not this way."]
