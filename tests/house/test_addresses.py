"""Addresses: every link, form and script in the templates leads to something that exists."""

import re
from collections.abc import Iterator
from functools import cache

import pytest
from starlette.routing import BaseRoute, Match

from app.main import create_app
from app.settings import Settings
from tests.house.markup import EITHER, read
from tests.house.tree import ROOT, files, report, text

VERBS = ("get", "post", "put", "patch", "delete")
ANY = ("GET", "POST", "PUT", "PATCH", "DELETE", "WEBSOCKET")
TERM = r"""\s*~\s*("[^"]*"|'[^']*'|[\w.]+)"""
IN_EXPRESSION = re.compile(rf"(?<![\w.])root((?:{TERM})+)(\s*~)?")


@cache
def routes() -> tuple[BaseRoute, ...]:
    """The app's routes."""
    return tuple(create_app(Settings(database="sqlite:///unused.db")).routes)


def leads_somewhere(method: str, path: str) -> bool:
    """Whether a route takes this method at this path."""
    kind = "websocket" if method == "WEBSOCKET" else "http"
    scope = {"type": kind, "method": method, "path": path, "root_path": "", "headers": []}
    return any(route.matches(scope)[0] is Match.FULL for route in routes())


def filled(value: str) -> str | None:
    """A path with every expression replaced by a 1; None when it does not begin with one."""
    if EITHER in value or value.startswith("«root»/«"):  # a whole path may stand in there
        return None
    value = value.replace("«root»", "/projects/1")
    value = re.sub(r"«page\.project\.slug»|«[^»]*»", "1", value)
    return re.split(r"[?#]", value)[0] if value.startswith("/") else None


def addresses(path: str) -> Iterator[tuple[int, tuple[str, ...], str]]:
    """Line, methods (any will do) and path of each address in a template."""
    for element in read(text(path)).elements:
        form = element.attributes.get("method", "get").upper()
        form = form if form in ANY else "POST"
        for key, methods in (
            ("href", ("GET",)),
            ("src", ("GET",)),
            ("action", (form,)),
            ("formaction", ("POST",)),
            *((f"hx-{verb}", (verb.upper(),)) for verb in VERBS),
        ):
            value = filled(element.attributes.get(key, ""))
            if value:
                yield element.line, methods, value
    for number, line in enumerate(text(path).splitlines(), 1):
        for found in IN_EXPRESSION.finditer(line):
            terms = re.findall(TERM, found[1])
            path_ = "".join(term[1:-1] if term[0] in "\"'" else "1" for term in terms)
            path_ += "1" if found[0].endswith("~") else ""  # and something longer than a name
            if "{% set" not in line and path_ != "/":
                yield number, ANY, "/projects/1" + re.split(r"[?#]", path_)[0]


def test_every_address_leads_somewhere() -> None:
    dead = []
    for path in files(".html", "templates"):
        for line, methods, value in addresses(path):
            if value.startswith("/static/"):
                if not (ROOT / value[1:]).is_file():
                    dead.append(f"{path}:{line} {value}")
            elif not any(leads_somewhere(method, value) for method in methods):
                dead.append(f"{path}:{line} {'|'.join(methods)} {value}")
    assert not dead, report(dead)


def test_every_named_route_exists() -> None:
    names = {getattr(route, "name", "") for route in routes()}
    used = [
        (path, name)
        for path in (*files(".html", "templates"), *files(".py", "app"))
        for name in re.findall(r"url_(?:path_)?for\(\s*[\"'](\w+)", text(path))
    ]
    dead = [f"{path}: {name}" for path, name in used if name not in names]
    assert names
    assert not dead, report(dead)


@pytest.mark.parametrize("path", ["/nowhere", "/projects/1/nowhere", "/api/v1/nowhere"])
def test_nowhere_is_nowhere(path: str) -> None:
    assert not leads_somewhere("GET", path)


def test_scripts_and_styles_exist() -> None:
    """What our own scripts and styles import."""
    pattern = re.compile(r"""(?:from|import|url\()\s*\(?["'](\.{0,2}/[^"']+)["']""")
    dead = []
    for path in files(".js", "static") + files(".css", "static"):
        for target in pattern.findall(text(path)):
            here = ROOT if target.startswith("/") else (ROOT / path).parent
            if not (here / target.lstrip("/")).is_file():
                dead.append(f"{path}: {target}")
    assert not dead, report(dead)
