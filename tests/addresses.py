"""Every address of the product, from its routes, with the things of a scene put in."""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import product

from fastapi.dependencies.utils import get_flat_params
from fastapi.params import Query
from fastapi.routing import APIRoute

from app.main import routers

Given = Mapping[str, Sequence[str]]


def paths(door: str, prefix: str = "") -> Iterator[str]:
    """What can be looked at behind a door, each with its parameters in braces."""
    for router in routers(door):
        for route in router.routes:
            if "GET" in getattr(route, "methods", ()):
                yield prefix + str(getattr(route, "path", ""))


def asked(door: str, prefix: str = "") -> dict[str, list[str]]:
    """The same paths, each with what it takes behind the question mark."""
    found = {}
    for router in routers(door):
        for route in router.routes:
            if isinstance(route, APIRoute) and "GET" in route.methods:
                takes = get_flat_params(route.dependant)
                found[prefix + route.path] = [
                    each.alias for each in takes if isinstance(each.field_info, Query)
                ]
    return found


def filled(path: str, given: Given) -> Iterator[str]:
    """A path with each of its parameters' values; `key` is of the noun before it: "tasks/key"."""
    names = re.findall(r"(\w+)/\{(\w+)|\.\{(\w+)", path)
    values = []
    for noun, name, ending in names:
        name = name or ending
        values.append(given.get(f"{noun}/{name}") or given.get(name) or ["unknown"])
    plain = re.sub(r"\{\w+[^}]*\}", "{}", path)
    for each in product(*values):
        yield plain.format(*each)
