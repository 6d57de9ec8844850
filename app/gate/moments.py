"""How the API is asked for what was: the parameters that name a moment."""

from typing import Annotated

from fastapi import Query

from app.domain.texts import ShortText

AsOf = Annotated[
    ShortText,
    Query(
        description="A version (2.0.0: when it was published), a revision's number, relabel-3 "
        "(when it had ended), a day (2026-11-26: its end) or an instant (2026-11-26T10:30Z)",
        examples=["2.0.0"],
    ),
]
Zone = Annotated[
    ShortText,
    Query(
        description="What days and instants without an offset are in; your own zone, or UTC",
        examples=["Europe/Berlin"],
    ),
]
