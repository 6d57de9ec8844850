"""How many suspected label errors are errors: some are drawn at random and judged."""

from typing import TYPE_CHECKING

from app.errors import Invalid
from app.languages import mark, say
from app.later import Later

if TYPE_CHECKING:
    import numpy as np
else:
    np = Later("numpy")

SAMPLE = 50
WRONG, RIGHT, UNCLEAR = "wrong", "right", "unclear"
VERDICTS = {
    WRONG: mark("The label is wrong"),
    RIGHT: mark("The label is right"),
    UNCLEAR: mark("People may differ"),
}


def draw_places(candidates: int, seed: int) -> list[int]:
    """Which of the candidates are judged, by place, in the order of the draw."""
    drawn = np.random.default_rng(seed).permutation(candidates)[:SAMPLE]
    return [int(place) for place in drawn]


def check_verdict(verdict: str) -> str:
    """A verdict on a label; raises Invalid for any other word."""
    if verdict not in VERDICTS:
        raise Invalid(say("A verdict is one of: %(all)s.", all=", ".join(VERDICTS)), "verdict")
    return verdict
