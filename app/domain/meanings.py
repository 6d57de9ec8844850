"""Vectors that an outside model gave for texts, and which texts are alike by them."""

from collections import OrderedDict
from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt

from app.errors import Invalid

MOST = 20_000  # texts whose vectors are remembered
LONGEST = 8_192  # numbers of one vector

Vector = npt.NDArray[np.float32]


def parse_vectors(raw: object, wanted: int) -> list[Vector]:
    """The vectors in an answer, in the order of what was asked, each of length 1. Invalid where
    they are not as many, or no vectors."""
    data = raw.get("data") if isinstance(raw, dict) else None
    if not isinstance(data, list) or len(data) != wanted:
        raise Invalid("There is not one vector for each text.")
    try:
        rows = sorted(data, key=lambda each: int(each.get("index", 0)))
        table = np.array([each["embedding"] for each in rows], dtype=np.float32)
    except (AttributeError, KeyError, OverflowError, TypeError, ValueError):
        raise Invalid("These are no vectors.") from None
    if table.ndim != 2 or not 0 < table.shape[1] <= LONGEST or not np.isfinite(table).all():
        raise Invalid("These are no vectors.")
    lengths = np.linalg.norm(table, axis=1, keepdims=True)
    if not lengths.all():
        raise Invalid("A vector of no length says nothing.")
    return list(table / lengths)


class Meanings:
    """The vectors of texts, the oldest forgotten first. `alike`: the cosine from which on two texts
    are alike, which every model has its own of."""

    def __init__(self, alike: float) -> None:
        self.alike = alike
        self._vectors: OrderedDict[str, Vector] = OrderedDict()

    def missing(self, texts: Iterable[str]) -> list[str]:
        """Those of the texts whose vectors are not known, each once."""
        return [each for each in dict.fromkeys(texts) if each.strip() and each not in self._vectors]

    def learn(self, texts: Sequence[str], vectors: Sequence[Vector]) -> None:
        """Keep the vectors of texts."""
        self._vectors.update(zip(texts, vectors, strict=True))
        while len(self._vectors) > MOST:
            self._vectors.popitem(last=False)

    def near(self, text: str, others: Sequence[str]) -> npt.NDArray[np.float64]:
        """How alike each of the others is to a text, from 0 where that is too little, to 1; 0 too
        where a vector is not known, or of another model."""
        found = np.zeros(len(others))
        own = self._vectors.get(text)
        if own is None:
            return found
        vectors = ((at, self._vectors.get(each)) for at, each in enumerate(others))
        known = [(at, one) for at, one in vectors if one is not None and one.shape == own.shape]
        if known:
            cosines = np.stack([one for _, one in known]) @ own
            found[[at for at, _ in known]] = (cosines - self.alike) / (1 - self.alike)
        return np.clip(found, 0.0, 1.0)
