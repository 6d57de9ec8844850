"""The short way to the routes that everything waits for: a label, a message, a flag.

The framework's way to a route (hundreds of patterns, its dependencies, its stacks) costs more than
the label itself. A lane calls the very same function with the same checked values; a request that
is not in order goes the long way, which says what is wrong with it.
"""

import inspect
from collections.abc import Awaitable, Callable, Iterable
from typing import Any, get_args

from fastapi import FastAPI
from fastapi.params import Depends, Query
from fastapi.routing import APIRoute
from pydantic import BaseModel, TypeAdapter, ValidationError
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import compile_path
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.gate.caller import Slug

_SLUG = TypeAdapter[str](Slug)
Read = Callable[[Request, bytes], Any]


class Lane:
    """One route: its pattern, and how each parameter of its function is read."""

    def __init__(self, prefix: str, route: APIRoute) -> None:
        self.pattern, _, _ = compile_path(prefix + route.path)
        self.methods = route.methods or set()
        self.endpoint: Callable[..., Awaitable[Response]] = route.endpoint
        self.caller: tuple[str, Callable[..., Awaitable[Any]]] | None = None
        self.readers: dict[str, Read] = {}
        for name, parameter in inspect.signature(route.endpoint, eval_str=True).parameters.items():
            self._learn(name, parameter)

    def read(self, request: Request, body: bytes) -> dict[str, Any] | None:
        """The function's values, but for the caller; None where one of them is not in order."""
        if body and not _is_json(request):
            return None
        try:
            _SLUG.validate_python(request.path_params["slug"])
            return {name: read(request, body) for name, read in self.readers.items()}
        except ValidationError:
            return None

    async def answer(self, request: Request, given: dict[str, Any]) -> Response:
        """Look the caller up, and call the function."""
        if self.caller:
            name, find = self.caller
            given[name] = await find(request, request.path_params["slug"])
        return await self.endpoint(**given)

    def _learn(self, name: str, parameter: inspect.Parameter) -> None:
        kind, *notes = get_args(parameter.annotation) or (parameter.annotation,)
        asked = next((note for note in notes if isinstance(note, Query)), None)
        depends = next((note for note in notes if isinstance(note, Depends)), None)
        if depends is not None:
            assert depends.dependency is not None
            self.caller = (name, depends.dependency)
        elif kind is Request:
            self.readers[name] = lambda request, body: request
        elif isinstance(kind, type) and issubclass(kind, BaseModel):
            model = kind
            self.readers[name] = lambda request, body: model.model_validate_json(body)
        elif asked is not None:
            self.readers[name] = _query(asked.alias or name, parameter)
        else:
            checked = TypeAdapter[Any](parameter.annotation)
            self.readers[name] = lambda request, body: checked.validate_strings(
                request.path_params[name]
            )


class Lanes:
    """Stands before the framework's router."""

    def __init__(self, app: ASGIApp, main: FastAPI, lanes: Iterable[Lane]) -> None:
        self.app = app
        self.main = main
        self.lanes = tuple(lanes)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            for lane in self.lanes:
                if scope["method"] in lane.methods and (found := lane.pattern.match(scope["path"])):
                    scope = {**scope, "app": self.main, "path_params": found.groupdict()}
                    await self._take(lane, scope, receive, send)
                    return
        await self.app(scope, receive, send)

    async def _take(self, lane: Lane, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        body = await request.body()
        given = lane.read(request, body)
        if given is None:
            await self.app(scope, _again(body, receive), send)
            return
        try:
            response = await lane.answer(request, given)
        except Exception as refused:
            response = await self._tell(request, refused)
        await response(scope, receive, send)

    async def _tell(self, request: Request, refused: Exception) -> Response:
        """The same words that the long way would find."""
        for kind in type(refused).__mro__:
            handler: Any = self.main.exception_handlers.get(kind)
            if handler is not None:
                told: Response = await handler(request, refused)
                return told
        raise refused


def lanes_of(prefix: str, routes: Iterable[object], *endpoints: object) -> list[Lane]:
    """The lanes to some of a router's functions."""
    return [
        Lane(prefix, route)
        for route in routes
        if isinstance(route, APIRoute) and route.endpoint in endpoints
    ]


def _query(alias: str, parameter: inspect.Parameter) -> Read:
    checked = TypeAdapter[Any](parameter.annotation)

    def read(request: Request, body: bytes) -> Any:
        given = request.query_params.get(alias)
        return parameter.default if given is None else checked.validate_strings(given)

    return read


def _is_json(request: Request) -> bool:
    return request.headers.get("content-type", "").partition(";")[0].strip() == "application/json"


def _again(body: bytes, receive: Receive) -> Receive:
    """The body once more, for the long way."""
    told = False

    async def again() -> Message:
        nonlocal told
        if told:
            return await receive()
        told = True
        return {"type": "http.request", "body": body, "more_body": False}

    return again
