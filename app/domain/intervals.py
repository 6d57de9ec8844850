"""Intervals for a share: k of n, as fractions from 0 to 1."""

from statistics import NormalDist
from typing import TYPE_CHECKING

from app.later import Later

if TYPE_CHECKING:
    from scipy import special
else:
    special = Later("scipy.special")


def wilson(k: int, n: int, level: float = 0.95) -> tuple[float, float]:
    """The Wilson score interval (Wilson, 1927), two-sided; (0, 1) where n is 0."""
    _check(k, n)
    return wilson_of_share(k / n, n, level) if n else (0.0, 1.0)


def wilson_of_share(share: float, n: float, level: float = 0.95) -> tuple[float, float]:
    """The same around a share of n that need not be a whole number of cases: a mean of
    probabilities, for example. n is more than 0."""
    z = NormalDist().inv_cdf(0.5 + level / 2)
    center = (share + z * z / (2 * n)) / (1 + z * z / n)
    spread = z * (share * (1 - share) / n + z * z / (4 * n * n)) ** 0.5 / (1 + z * z / n)
    low = 0.0 if share == 0 else max(0.0, center - spread)
    return low, 1.0 if share == 1 else min(1.0, center + spread)


def clopper_pearson(k: int, n: int, level: float = 0.95) -> tuple[float, float]:
    """The exact interval (Clopper and Pearson, 1934), two-sided; (0, 1) where n is 0."""
    _check(k, n)
    tail = (1 - level) / 2
    low = float(special.betaincinv(k, n - k + 1, tail)) if k else 0.0
    high = float(special.betaincinv(k + 1, n - k, 1 - tail)) if k < n else 1.0
    return low, high


def upper_bound(k: int, n: int, level: float = 0.95) -> float:
    """The exact one-sided bound that the true share stays under with probability `level` (all of
    the error on one side, so 0 of n gives 1 - (1 - level)^(1/n), about 3/n); 1 where n is 0."""
    _check(k, n)
    return float(special.betaincinv(k + 1, n - k, level)) if k < n else 1.0


def lower_bound(k: int, n: int, level: float = 0.95) -> float:
    """The exact one-sided bound that the true share stays over with probability `level` (so n of n
    gives (1 - level)^(1/n)); 0 where n is 0."""
    _check(k, n)
    return float(special.betaincinv(k, n - k + 1, 1 - level)) if k else 0.0


def _check(k: int, n: int) -> None:
    if not 0 <= k <= n:
        raise ValueError(f"{k} of {n} is not a share")
