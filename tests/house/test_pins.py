"""Pins: the browser's scripts are, to the byte, those that npm's lock file names."""

import base64
import hashlib
import json

import pytest

from app.pages.assets import CDN, HTMX, SCRIPT_SOURCES, Asset
from tests.house.tree import ROOT, files, text

DIST = ROOT / "node_modules" / "htmx.org" / "dist"


def lock() -> dict[str, dict[str, str]]:
    """npm's lock: directory -> what is pinned there."""
    packages: dict[str, dict[str, str]] = json.loads(text("package-lock.json"))["packages"]
    return packages


@pytest.mark.parametrize("asset", HTMX, ids=lambda asset: asset.file)
def test_integrity_is_that_of_the_pinned_file(asset: Asset) -> None:
    pinned = DIST / asset.url.removeprefix(CDN)
    digest = hashlib.sha384(pinned.read_bytes()).digest()
    assert asset.integrity == "sha384-" + base64.b64encode(digest).decode()


def test_the_cdn_serves_the_version_that_npm_pins() -> None:
    assert f"htmx.org@{lock()['node_modules/htmx.org']['version']}/" in CDN
    assert {asset.file for asset in HTMX} >= {"htmx.min.js", "hx-ws.min.js"}


def test_the_policy_allows_exactly_the_pinned_addresses() -> None:
    assert SCRIPT_SOURCES.split() == [asset.url for asset in HTMX]


def test_what_npm_installs_is_pinned_by_hash() -> None:
    packages = {name: pin for name, pin in lock().items() if name}
    assert packages
    assert all("integrity" in pin and "resolved" not in pin for pin in packages.values())


def test_no_template_or_script_names_a_host() -> None:
    """Addresses of hosts live in app/pages/assets.py alone; w3.org names the SVG namespace."""
    found = [
        path
        for path in (
            *files(".html", "templates"),
            *files(".js", "static"),
            *files(".css", "static"),
        )
        if "//" in text(path).replace("http://www.w3.org/", "")
        and any(each in text(path) for each in ("cdn.", "jsdelivr", "unpkg", "googleapis"))
    ]
    assert not found
