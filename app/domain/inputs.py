"""What doors take beside texts: numbers that fit a column, JSON that every database keeps."""

import math
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field

from app.domain.texts import CELL_BYTES, check_text
from app.errors import Invalid
from app.languages import say

LARGEST = 2**63 - 1
MOST_ORDINAL = 2**31 - 1  # of what people count by: questions, rulings, drafts, editions
DEEPEST = 50


def check_json(value: Any) -> Any:
    """Return a parsed JSON value unchanged; raises ValueError where it holds what cannot be stored:
    U+0000, half a surrogate pair, a number beyond 64 bits, NaN, or more than 50 levels."""
    level = [value]
    for _ in range(DEEPEST):
        for each in level:
            _check_leaf(each)
        level = [inner for each in level for inner in _inside(each)]
        if not level:
            return value
    raise ValueError(say("At most %(most)s levels of lists and objects are kept.", most=DEEPEST))


def _inside(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return [*value, *value.values()]
    return value if isinstance(value, list) else []


def _check_leaf(value: Any) -> None:
    if isinstance(value, str):
        try:
            check_text(value, most=CELL_BYTES, field="")
        except Invalid as why:
            raise ValueError(why.message) from None
    elif isinstance(value, int) and not -LARGEST <= value <= LARGEST:
        raise ValueError(say("A number is too large to be kept."))
    elif isinstance(value, float) and not math.isfinite(value):
        raise ValueError(say("A number must be finite."))


def _none_for_empty(value: Any) -> Any:
    return None if value == "" else value


JsonValue = Annotated[Any, AfterValidator(check_json)]
JsonObject = Annotated[dict[str, Any], AfterValidator(check_json)]
Count = Annotated[int, Field(ge=0, le=MOST_ORDINAL)]
Ordinal = Annotated[int, Field(ge=1, le=MOST_ORDINAL)]
Id = Annotated[int, Field(ge=1, le=2**62)]
Share = Annotated[float, Field(ge=-(10**6), le=10**6)]
# an empty field of a form says nothing
Emptied = BeforeValidator(_none_for_empty)
