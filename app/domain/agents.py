"""What browsers call themselves, in words for people."""

from app.languages import say

BROWSERS = (
    ("Edg/", "Edge"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)


def name_agent(agent: str) -> str:
    """A browser's name for people: "Firefox on Linux", or the beginning of what it said."""
    browser = next(
        (name for sign, name in BROWSERS if sign in agent), agent[:40] or say("A browser")
    )
    system = next((name for sign, name in SYSTEMS if sign in agent), "")
    if not system:
        return browser
    return say("%(browser)s on %(system)s", browser=browser, system=system)
