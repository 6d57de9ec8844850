"""Endpoints of webhooks: what they can be told, in which form, and when a delivery is retried."""

from collections.abc import Iterable
from datetime import timedelta

from app.errors import Invalid

# kinds of events that may leave the house, and what they mean to people
OFFERED = {
    "question.opened": "A question is opened",
    "flag.raised": "A flag is raised, whether it opens a question or joins one",
    "question.answered": "A question is answered",
    "question.declined": "A question is declined: the guideline says it",
    "question.reopened": "A question is opened again",
    "ruling.made": "A ruling is made",
    "ruling.came_in_force": "A proposed ruling comes into force",
    "ruling.withdrawn": "A ruling is withdrawn",
    "review.requested": "A draft asks for review",
    "revision.published": "A revision is published",
    "revision.withdrawn": "A revision is withdrawn",
    "relabel.opened": "A relabel is opened",
    "relabel.ended": "A relabel has ended",
    "relabel.withdrawn": "A relabel is withdrawn",
    "message.posted": "A message is posted in the lounge",
}
USUAL = ("question.opened", "ruling.made", "revision.published")
TEST = "endpoint.tested"
FORMATS = {
    "standard": "Standard Webhooks: signed JSON for programs",
    "slack": "Slack: a message for a channel's incoming webhook",
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
    "slow": "no answer in time",
    "unknown": "the name is not known",
    "private": "the address is not public",
    "refused": "nothing listens there",
    "unreachable": "there is no way there",
    "closed": "the connection was closed",
    "certificate": "the certificate is not valid",
    "insecure": "no secure connection came about",
    "unreadable": "the answer was not HTTP",
    "invalid": "the address may not be called",
    "off": "the endpoint was switched off",
}
STOPPED = {
    "by_hand": "switched off",
    "gone": "it answered 410, gone",
    "failing": "it had failed for three days",
}


def check_kinds(kinds: Iterable[str]) -> list[str]:
    """Kinds of events, each once, in the order in which they are offered."""
    chosen = set(kinds)
    if chosen - OFFERED.keys():
        raise Invalid("Choose among the events that are offered.", "kinds")
    if not chosen:
        raise Invalid("Choose at least one event; an endpoint can also be switched off.", "kinds")
    return [each for each in OFFERED if each in chosen]


def check_format(format: str) -> str:
    """One of the formats."""
    if format not in FORMATS:
        raise Invalid(f"A format is one of: {', '.join(FORMATS)}.", "format")
    return format


def check_name(name: str) -> str:
    """What an endpoint or a bridge is called: a line of 1 to 100 characters."""
    if not name.strip() or len(name) > LONGEST_NAME or len(name.splitlines()) > 1:
        raise Invalid(f"A name is one line of 1 to {LONGEST_NAME} characters.", "name")
    return name


def wait_after(attempts: int, chance: float) -> timedelta | None:
    """How long to wait after so many attempts; None when it is given up. `chance`: 0 to 1."""
    if attempts > len(WAITS):
        return None
    return WAITS[attempts - 1] * (1 + JITTER * chance)
