"""Pictures of our own drawing: people, statues, dogs and posters, to count faces in."""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from PIL import Image, ImageDraw

SIZE = (480, 320)
SKIN = ("#f2d3b3", "#d9a577", "#a8714a", "#6f4a30", "#f7e0c8")
COATS = ("#35618e", "#8e4a35", "#4f7d4a")
SKIES = ("#dcebf7", "#f3ead7", "#e4efe0", "#ece6f4")


@dataclass(frozen=True, slots=True)
class Drawing:
    """A picture and what is in it: `people` faces, and things that only resemble faces."""

    external_id: str
    png: bytes
    alt: str
    people: int
    statues: int


def drawings(many: int = 60) -> Iterator[Drawing]:
    """The pictures; the same ones every time."""
    dice = Random(20260401)  # noqa: S311  which picture comes out is no secret
    for number in range(1, many + 1):
        yield _draw(number, dice)


def _draw(number: int, dice: Random) -> Drawing:
    image = Image.new("RGB", SIZE, dice.choice(SKIES))
    pen = ImageDraw.Draw(image)
    pen.rectangle((0, 240, *SIZE), fill="#b9c7a5")
    people, statues = dice.randint(0, 4), dice.choice((0, 0, 0, 1, 2))
    places = dice.sample(range(6), people + statues if people + statues <= 6 else 6)
    for at, place in enumerate(places):
        spot = (20 + place * 76, 110 + dice.randint(0, 50))
        if at < people:
            _person(pen, spot, dice.choice(SKIN), dice)
        else:
            _statue(pen, spot)
    out = io.BytesIO()
    image.save(out, "PNG")
    alt = f"A drawn scene, number {number}."
    return Drawing(f"scene-{number:02}", out.getvalue(), alt, people, len(places) - people)


def _person(pen: ImageDraw.ImageDraw, spot: tuple[int, int], skin: str, dice: Random) -> None:
    x, y = spot
    pen.rectangle((x + 8, y + 54, x + 56, y + 140), fill=dice.choice(COATS))
    _face(pen, spot, skin, "#222222")


def _statue(pen: ImageDraw.ImageDraw, spot: tuple[int, int]) -> None:
    x, y = spot
    pen.rectangle((x + 4, y + 92, x + 60, y + 150), fill="#8b8f94")
    pen.rectangle((x + 20, y + 54, x + 44, y + 94), fill="#a9adb2")
    _face(pen, spot, "#c3c7cc", "#7d8288")


def _face(pen: ImageDraw.ImageDraw, spot: tuple[int, int], skin: str, ink: str) -> None:
    x, y = spot
    pen.ellipse((x + 4, y, x + 60, y + 60), fill=skin, outline=ink)
    for eye in (x + 20, x + 40):
        pen.ellipse((eye, y + 22, eye + 6, y + 28), fill=ink)
    pen.arc((x + 18, y + 26, x + 46, y + 50), 20, 160, fill=ink, width=3)
