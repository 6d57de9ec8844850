"""Short e-mails: spam, wanted mail, and the newsletters that people disagree about."""

from collections.abc import Iterator
from dataclasses import dataclass

SHOPS = ("Lamp & Ladle", "Northwind Shoes", "The Tea Drawer", "Brightbox", "Paper Harbour")
PRIZES = ("a silver kettle", "two flight tickets", "a garden robot", "a lifetime of socks")
FRIENDS = ("Ines", "Tomas", "Grandma", "Yuki", "the choir")
SPAM = (
    "Subject: You were chosen!\n\nCongratulations! You have won {p}. Pay the small release fee "
    "within 24 hours and it is yours.",
    "Subject: Your account is locked\n\nDear customer, {s} has locked your account. Send us your "
    "password to unlock it today.",
    "Subject: Easy money from home\n\nMake 900 a day while {p} is delivered to your door. No work.",
)
WANTED = (
    "Subject: Sunday\n\nHi, are we still meeting {f} on Sunday? I will bring the cake.",
    "Subject: Your order from {s}\n\nThank you. Your order 20{n} has been sent and arrives on "
    "Thursday.",
    "Subject: Notes\n\nHere are the notes of yesterday's meeting. {f} asked for them too.",
)
NEWSLETTERS = (
    "Subject: New at {s} this month\n\nYou signed up for our news. This month: {p}, half price. "
    "Unsubscribe at the bottom.",
    "Subject: We miss you\n\nYou have not visited {s} for a while. {p} waits for you.",
)


@dataclass(frozen=True, slots=True)
class Mail:
    """An e-mail, its kind, and the answer that the guideline gives."""

    external_id: str
    text: str
    kind: str
    answer: str


def mails() -> Iterator[Mail]:
    """About a hundred e-mails, the kinds mixed."""
    found = list(_written())
    for place in range(len(found)):
        yield found[place * 29 % len(found)]


def _written() -> Iterator[Mail]:
    count = 0
    for kind, answer, texts in (
        ("spam", "spam", SPAM),
        ("wanted", "not-spam", WANTED),
        ("newsletter", "not-spam", NEWSLETTERS),
    ):
        for text in texts:
            for place in range(15):
                count += 1
                yield Mail(f"mail-{count:03}", _fill(text, place), kind, answer)


def _fill(text: str, place: int) -> str:
    return text.format(
        p=PRIZES[place % len(PRIZES)],
        s=SHOPS[place % len(SHOPS)],
        f=FRIENDS[place % len(FRIENDS)],
        n=100 + place,
    )
