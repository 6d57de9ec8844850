"""What the doors take: no text that cannot be kept, no number that fits no column.

PostgreSQL stores neither U+0000 nor half a surrogate pair nor a number over 64 bits, and whoever
lets them in answers 500. So every parameter of every route is offered them here.
"""

import math
import types
from collections.abc import Iterator
from typing import Annotated, Any, Union, get_args, get_origin

import pytest
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute, APIWebSocketRoute
from pydantic import BaseModel, TypeAdapter, ValidationError
from starlette.routing import WebSocketRoute

from app.live import socket
from app.main import routers
from tests.house.tree import files, report, text

TEXTS = ("a\x00b", "a\ud800b", "a" * 9_000_000)
WHOLE = (2**63, -(2**63) - 1)
FLOATS = (math.nan, math.inf, -math.inf)
DEEP: list[Any] = []
for _ in range(200):
    DEEP = [DEEP]
JSON = (*TEXTS, *WHOLE, *FLOATS, DEEP, {"a": ["\x00"]}, {"\x00": 1}, {"a": 2**63}, {"\ud800": 1})
# Read by hand, text by text.
FORMS = {"app/gate/fields.py", "app/gate/sendings.py", "app/web/imports.py", "app/web/pictures.py"}


def hostile(kind: Any) -> Iterator[Any]:
    """Values of a type's shape with one part in them that no database keeps."""
    origin, inner = get_origin(kind), get_args(kind)
    if origin is Annotated:
        yield from hostile(inner[0])
    elif origin in (Union, types.UnionType):
        for each in inner:
            yield from hostile(each)
    elif origin in (list, tuple, set):
        yield from ([each] for each in hostile(inner[0]))
    elif origin is dict:
        yield from ({each: sample(inner[1])} for each in hostile(inner[0]))
        yield from ({"a": each} for each in hostile(inner[1]))
    elif kind in (str, int, float, Any):
        yield from {str: TEXTS, int: WHOLE, float: FLOATS, Any: JSON}[kind]


def sample(kind: Any) -> Any:
    """A harmless value of a type."""
    if get_origin(kind) is Annotated:
        return sample(get_args(kind)[0])
    plain = {int: 1, str: "a", bool: True, Any: 1}
    return plain[kind] if kind in plain else get_args(kind)[0]


def weak(place: str, kind: Any, info: Any) -> Iterator[str]:
    """Where a parameter, or a field of its model, takes what cannot be kept."""
    models = [each for each in (kind, *get_args(kind)) if isinstance(each, type)]
    for model in models:
        if issubclass(model, BaseModel):
            for name, field in model.model_fields.items():
                yield from weak(f"{place}.{name}", field.annotation, field)
    adapter: TypeAdapter[Any] = TypeAdapter(Annotated[kind, info])
    for value in hostile(kind):
        try:
            adapter.validate_python(value)
        except ValidationError:
            continue
        yield f"{place} takes {value!r:.30}"
        return


def all_of(needed: Dependant) -> Iterator[Any]:
    """The parameters of a route, and of what it depends on."""
    yield from (*needed.path_params, *needed.query_params, *needed.header_params)
    yield from (*needed.cookie_params, *needed.body_params)
    for each in needed.dependencies:
        yield from all_of(each)


def parameters() -> Iterator[tuple[str, Any]]:
    """Every parameter of every route."""
    for router in (socket.router, *routers("app.web"), *routers("app.api")):
        for route in router.routes:
            if isinstance(route, WebSocketRoute):
                continue  # it declares nothing, and reads the project's name from the path itself
            assert isinstance(route, APIRoute | APIWebSocketRoute)
            for field in all_of(route.dependant):
                yield f"{route.path} {route.name}({field.name})", field


def test_no_parameter_takes_what_no_database_keeps() -> None:
    assert len({place for place, _ in parameters()}) > 200, "the routes were not found"
    found = {
        wrong
        for place, field in parameters()
        for wrong in weak(place, field.field_info.annotation, field.field_info)
    }
    assert not found, f"use the types of app/domain/texts.py. {report(sorted(found))}"


@pytest.mark.parametrize("kind", [str, int, float, str | None, list[int], dict[str, int]])
def test_a_plain_type_would_be_noticed(kind: Any) -> None:
    assert list(weak("it", kind, None))


def test_forms_are_read_field_by_field_in_few_places() -> None:
    found = [path for path in files(".py", "app") if "request.form(" in text(path)]
    assert set(found) <= FORMS, "use read_fields or Form(): they check what is sent"
