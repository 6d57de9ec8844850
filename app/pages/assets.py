"""The scripts that come from a CDN, pinned by address and by hash."""

from dataclasses import dataclass

CDN = "https://cdn.jsdelivr.net/npm/htmx.org@4.0.1/dist/"


@dataclass(frozen=True, slots=True)
class Asset:
    """A pinned script: its CDN address, its hash, and our own copy's name under /assets/."""

    url: str
    integrity: str
    file: str


HTMX = (
    Asset(
        CDN + "htmx.min.js",
        "sha384-Qp9rdC8H7EqOoX+nR0P3RPG2Noji+qdwJlGpfzwQJsfOpp3sGwIdSP9xO3+UlEhn",
        "htmx.min.js",
    ),
    Asset(
        CDN + "ext/hx-ws.min.js",
        "sha384-8iDMDuKIquXLgObstxvwGlWD1bY/ALMH7k9rbC070qmZrRvJ0BGO+8xG+Ul+J0bP",
        "hx-ws.min.js",
    ),
)
SCRIPT_SOURCES = " ".join(asset.url for asset in HTMX)
