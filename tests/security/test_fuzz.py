"""Every operation of the API, asked with what nobody means: it is refused, never broken by it."""

import json
import random
from collections.abc import Iterator
from typing import Any

import pytest

from app.actions.labels import correct_label
from tests.actions.loop import NO, NOTHING, change, change_draft, given, labeled
from tests.cast import World
from tests.talk.floor import flag

ROUNDS = 5
ODD: tuple[Any, ...] = (
    *("\x00", "a\ud800", "a" * 70_000, "", " ", "\u202e", "c3", "*", "hateful"),
    *(2**63, -(2**63) - 1, 2**31, -1, 0, 1e308, float("nan"), float("inf")),
    *(None, True, [], {}, [[]], ["\x00"], {"a": "\x00"}, {"\x00": 1}, [2**70]),
)
# Would end the very sign-in or membership that the rest is asked with, or hash for long.
SPARED = ("/account/password", "/sign-ins", "/archive", "/{member_id}", "/{token_id}")


class Fuzzer:
    """Bodies in the shape of the OpenAPI, but for a part of them."""

    def __init__(self, schemas: dict[str, Any], seed: int) -> None:
        self.schemas = schemas
        self.chance = random.Random(seed)  # nosec B311  repeatable

    def value(self, schema: dict[str, Any]) -> Any:
        """Something that may be meant by a schema, or not at all."""
        chance = self.chance
        if chance.random() < 0.2:
            return chance.choice(ODD)
        if "$ref" in schema:
            return self.value(self.schemas[schema["$ref"].rsplit("/", 1)[1]])
        if schema.get("examples") and chance.random() < 0.7:
            return chance.choice(schema["examples"])
        if "anyOf" in schema:
            return self.value(chance.choice(schema["anyOf"]))
        if "enum" in schema:
            return chance.choice(schema["enum"])
        return self._plain(schema)

    def _plain(self, schema: dict[str, Any]) -> Any:
        kind, chance = schema.get("type"), self.chance
        if kind == "object":
            fields = schema.get("properties", {}).items()
            needed = schema.get("required", [])
            return {
                name: self.value(each)
                for name, each in fields
                if name in needed or chance.random() < 0.7
            }
        if kind == "array":
            return [self.value(schema.get("items", {})) for _ in range(chance.randint(0, 3))]
        return chance.choice(
            {"integer": (1, 2, 100), "boolean": (True, False)}.get(kind or "", ODD)
        )


async def story(world: World) -> str:
    """Something of everything; the key of a task."""
    tasks = await labeled(world)
    await change(world, {**NOTHING, "selection": ["t1"]})
    await flag(world, "lin", tasks[1].key)
    await world.write(correct_label, "lin", tasks[1].key, given(NO, confirmed=2))
    await change_draft(world)
    return str(tasks[1].key)


def operations(spec: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """(method, path, operation) of everything that may be asked."""
    for path, found in spec["paths"].items():
        for method, operation in found.items():
            if method == "get" or not path.endswith(SPARED):
                yield method, path, operation


@pytest.mark.parametrize("name", ["ada", "lin"])
async def test_nothing_odd_breaks_anything(world: World, name: str) -> None:
    key = await story(world)
    client = world.client(name)
    spec = (await client.get("/api/v1/openapi.json")).json()
    fuzzer, broken, fine = Fuzzer(spec["components"]["schemas"], seed=7), [], 0
    for turn in range(ROUNDS):
        for method, path, operation in operations(spec):
            parts = dict.fromkeys(("task", "key", "cid"), key) | {
                **{"slug": "hate", "code": "c3", "noun": "labels", "format": "csv", "emoji": "👍"},
                **{"kind": fuzzer.chance.choice(("question", "ruling", "odd"))},
                **{"topic": fuzzer.chance.choice(("lounge", f"task:{key}", "question:1"))},
                **dict.fromkeys(
                    (
                        "number",
                        "place",
                        "member_id",
                        "token_id",
                        "round_number",
                        "case_id",
                        "comment_id",
                        "proxy",
                        "inspection",
                    ),
                    str(1 + turn % 4),
                ),
                **dict.fromkeys(("sign_in_id", "invitation_id"), str(1 + turn % 4)),
            }
            asked = {
                each["name"]: fuzzer.value(each["schema"])
                for each in operation.get("parameters", [])
                if each["in"] == "query" and each["name"] != "wait" and fuzzer.chance.random() < 0.3
            }
            content = operation.get("requestBody", {}).get("content", {})
            schema = content.get("application/json", {}).get("schema")
            told = await client.request(
                method,
                path.format_map(parts),
                params={
                    at: str(value)[:3000].encode("utf-8", "replace") for at, value in asked.items()
                },
                content=json.dumps(fuzzer.value(schema)) if schema else None,
                headers={"content-type": "application/json", "idempotency-key": str(turn)},
            )
            fine += told.is_success
            if told.status_code >= 500:
                broken.append(f"{method} {path} {asked} {told.request.content[:200]!r}")
    assert not broken, broken
    assert fine > 10 * ROUNDS, "hardly anything was let in"
    assert (await client.get("/api/v1/account")).status_code == 200
