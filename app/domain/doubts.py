"""When good labelers do not give a trusted answer, the answer is asked about, and not they."""

from collections.abc import Iterable
from dataclasses import dataclass

from app.domain.competences import competence

# a person is good when the lower bound of what they get right elsewhere is at least this:
# 7 of 7, or 16 of 19
GOOD = 0.6
FEWEST = 2


@dataclass(frozen=True, slots=True)
class Witness:
    """Somebody who answered a gold task: whether they gave its trusted answer, and how they did on
    all other gold."""

    is_right: bool
    right: int
    judged: int

    @property
    def is_good(self) -> bool:
        """Whether their answer speaks against the key rather than against them."""
        return competence(self.right, self.judged - self.right).against(GOOD) == "above"


def is_doubtful(witnesses: Iterable[Witness]) -> bool:
    """Whether the trusted answer is to be looked at: at least two good labelers fail it, and of the
    good ones who answered at least half do."""
    good = [each for each in witnesses if each.is_good]
    failing = sum(not each.is_right for each in good)
    return failing >= FEWEST and 2 * failing >= len(good)
