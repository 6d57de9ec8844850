"""Endpoints of webhooks: what they can be told, in which form, and when a delivery is retried."""

from collections.abc import Iterable
from datetime import timedelta

from app.errors import Invalid
from app.languages import mark, say

# kinds of events that may leave the house, and what they mean to people
OFFERED = {
    "question.opened": mark("A question is opened"),
    "flag.raised": mark("A flag is raised, whether it opens a question or joins one"),
    "question.answered": mark("A question is answered"),
    "question.declined": mark("A question is declined: the guideline says it"),
    "question.reopened": mark("A question is opened again"),
    "ruling.made": mark("A ruling is made"),
    "ruling.came_in_force": mark("A proposed ruling comes into force"),
    "ruling.withdrawn": mark("A ruling is withdrawn"),
    "review.requested": mark("A draft asks for review"),
    "revision.published": mark("A revision is published"),
    "revision.withdrawn": mark("A revision is withdrawn"),
    "relabel.opened": mark("A relabel is opened"),
    "relabel.ended": mark("A relabel has ended"),
    "relabel.withdrawn": mark("A relabel is withdrawn"),
    "message.posted": mark("A message is posted in the lounge"),
}
USUAL = ("question.opened", "ruling.made", "revision.published")
TEST = "endpoint.tested"
FORMATS = {
    "standard": mark("Standard Webhooks: signed JSON for programs"),
    "slack": mark("Slack: a message for a channel's incoming webhook"),
}
LONGEST_NAME = 100

# how long after the first, second ... failed attempt the next one is made
WAITS = tuple(timedelta(seconds=each) for each in (5, 30, 120, 600, 3600, 6 * 3600, 24 * 3600))
ATTEMPTS = len(WAITS) + 1
JITTER = 0.2  # so that what failed together does not come back together
STOP_AFTER = timedelta(days=3)
BOTH_SECRETS = timedelta(hours=24)

# what became of an attempt that brought no status, in words
PROBLEMS = {
    "slow": mark("no answer in time"),
    "unknown": mark("the name is not known"),
    "private": mark("the address is not public"),
    "refused": mark("nothing listens there"),
    "unreachable": mark("there is no way there"),
    "closed": mark("the connection was closed"),
    "certificate": mark("the certificate is not valid"),
    "insecure": mark("no secure connection came about"),
    "unreadable": mark("the answer was not HTTP"),
    "invalid": mark("the address may not be called"),
    "off": mark("the endpoint was switched off"),
}
STOPPED = {
    "by_hand": mark("switched off"),
    "gone": mark("it answered 410, gone"),
    "failing": mark("it had failed for three days"),
}


def check_kinds(kinds: Iterable[str]) -> list[str]:
    """Kinds of events, each once, in the order in which they are offered."""
    chosen = set(kinds)
    if chosen - OFFERED.keys():
        raise Invalid(say("Choose among the events that are offered."), "kinds")
    if not chosen:
        raise Invalid(
            say("Choose at least one event; an endpoint can also be switched off."), "kinds"
        )
    return [each for each in OFFERED if each in chosen]


def check_format(format: str) -> str:
    """One of the formats."""
    if format not in FORMATS:
        raise Invalid(say("A format is one of: %(all)s.", all=", ".join(FORMATS)), "format")
    return format


def check_name(name: str) -> str:
    """What an endpoint or a bridge is called: a line of 1 to 100 characters."""
    if not name.strip() or len(name) > LONGEST_NAME or len(name.splitlines()) > 1:
        raise Invalid(
            say("A name is one line of 1 to %(most)s characters.", most=LONGEST_NAME), "name"
        )
    return name


def wait_after(attempts: int, chance: float) -> timedelta | None:
    """How long to wait after so many attempts; None when it is given up. `chance`: 0 to 1."""
    if attempts > len(WAITS):
        return None
    return WAITS[attempts - 1] * (1 + JITTER * chance)
