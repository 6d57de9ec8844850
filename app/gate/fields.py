"""The fields of a form with as many lines as somebody likes, every text checked."""

from starlette.requests import Request

from app.domain.texts import BODY_BYTES, check_text
from app.errors import Invalid
from app.languages import say

MOST_FIELDS = 2000


async def read_fields(request: Request) -> dict[str, list[str]]:
    """Names to their values, in the order sent; raises Invalid for what cannot be kept."""
    async with request.form(max_fields=MOST_FIELDS, max_files=0) as form:
        found: dict[str, list[str]] = {}
        for name, value in form.multi_items():
            if not isinstance(value, str):
                raise Invalid(say("This form takes no files."))
            kept = check_text(value, most=BODY_BYTES, field=name)
            found.setdefault(check_text(name, most=200, field=""), []).append(kept)
        return found
