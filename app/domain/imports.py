"""Imports: what a file may hold, how its columns are named, and what one row means."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from app.domain.contents import FORMATS as TEXT_FORMATS
from app.domain.formats import FORMATS
from app.domain.texts import SHORT_CHARACTERS, check_text
from app.errors import Invalid
from app.languages import mark, say

KINDS = ("tasks", "labels", "gold", "proxies", "predictions")
# A label's answer may stand in one column for each dimension, such as answer.relevant.
DIMENSION = "answer."
# stands behind the reason why an import ended before its time
KEPT = mark("What was taken in before stays; see the report.")
# What a field is called in the files that people have; the first that is there is taken.
USUAL: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "tasks": {
        "external_id": ("external_id", "item_id", "id"),
        "text": ("text",),
        "a": ("a", "a1"),
        "b": ("b", "a2"),
        "turns": ("turns",),
        "image": ("image",),
        "alt": ("alt",),
        "details": ("details",),
        "gold": (),
    },
    "labels": {
        "external_id": ("external_id", "task", "item_id", "id"),
        "annotator": ("annotator", "member", "worker"),
        "answer": ("answer", "label", "value"),
        "time": ("time", "at", "labeled_at", "submitted_at"),
        "guideline": ("guideline", "revision", "version"),
        "seconds": ("seconds",),
        "certainty": ("certainty",),
        "comment": ("comment",),
    },
    "gold": {
        "external_id": ("external_id", "task", "item_id", "id"),
        "answer": ("gold", "answer", "label"),
    },
    "proxies": {
        "external_id": ("external_id", "task", "item_id", "id"),
        "proxy": ("proxy",),
        "value": ("value", "score"),
        "a": ("a",),
        "b": ("b",),
        "direction": ("direction",),
    },
    "predictions": {
        "external_id": ("external_id", "task", "item_id", "id"),
        "answer": ("prediction", "answer", "label", "value"),
        "probabilities": ("probabilities", "probs"),
        "confidence": ("confidence", "probability"),
    },
}
NEEDED = {
    "tasks": (("external_id",), ("text", "a", "turns", "image")),
    "labels": (("external_id",), ("annotator",), ("answer",)),
    "gold": (("external_id",), ("answer",)),
    "proxies": (("external_id",), ("value", "a")),
    "predictions": (("external_id",), ("answer", "probabilities")),
}


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """How a file is to be read. `fields` names the column of a field where it is not the usual
    one; `zone` is that of times which name none; `guideline` that of labels which name none;
    `proxy` that of rows which name none, and `direction` what is better of a new one. `model` and
    `model_version` say whose the predictions are."""

    kind: str
    format: str = "auto"
    fields: Mapping[str, str] = field(default_factory=dict)
    ignore: tuple[str, ...] = ()
    text_format: str = "plain"
    zone: str = ""
    guideline: str = ""
    proxy: str = ""
    direction: str = ""
    create_annotators: bool = True
    dry_run: bool = False
    model: str = ""
    model_version: str = ""

    def to_dict(self) -> dict[str, Any]:
        """The JSON form that is kept with the import."""
        return {name: _plain(getattr(self, name)) for name in self.__slots__ if name != "dry_run"}


def parse_options(raw: Mapping[str, Any]) -> ImportOptions:
    """The options as sent; raises Invalid, naming the field."""
    kind = raw.get("kind")
    if kind not in KINDS:
        raise Invalid(say("An import is one of: %(all)s.", all=", ".join(KINDS)), field="kind")
    fields = raw.get("fields") or {}
    if not isinstance(fields, Mapping) or not all(isinstance(v, str) for v in fields.values()):
        raise Invalid(
            say('“fields” is an object such as {"external_id": "item_id"}.'), field="fields"
        )
    strange = [name for name in fields if name not in USUAL[kind]]
    if strange:
        known = ", ".join(USUAL[kind])
        raise Invalid(
            say(
                "“%(field)s” is no field of %(kind)s: %(all)s.",
                field=strange[0],
                kind=kind,
                all=known,
            ),
            field="fields",
        )
    options = ImportOptions(
        kind=kind,
        format=raw.get("format") or "auto",
        fields={name: column for name, column in fields.items() if column},
        ignore=tuple(raw.get("ignore") or ()),
        text_format=raw.get("text_format") or "plain",
        zone=raw.get("zone") or "",
        guideline=raw.get("guideline") or "",
        proxy=raw.get("proxy") or "",
        direction=raw.get("direction") or "",
        create_annotators=bool(raw.get("create_annotators", True)),
        dry_run=bool(raw.get("dry_run", False)),
        model=(raw.get("model") or "").strip(),
        model_version=(raw.get("model_version") or "").strip(),
    )
    _check(options)
    return options


def _check(options: ImportOptions) -> None:
    if options.format not in FORMATS:
        raise Invalid(say("The format is one of: %(all)s.", all=", ".join(FORMATS)), field="format")
    if options.text_format not in TEXT_FORMATS:
        raise Invalid(
            say("A text is one of: %(all)s.", all=", ".join(TEXT_FORMATS)), field="text_format"
        )
    if options.zone:
        find_zone(options.zone)
    if options.kind == "predictions":
        _check_model(options)
    for text in (
        options.guideline,
        options.proxy,
        options.direction,
        *options.fields.values(),
        *options.ignore,
    ):
        check_text(text, most=4 * SHORT_CHARACTERS, field="fields")


def _check_model(options: ImportOptions) -> None:
    for field_, text in (("model", options.model), ("model_version", options.model_version)):
        if not text or len(text) > SHORT_CHARACTERS:
            raise Invalid(say("Say which model predicts this, and its version."), field=field_)
        check_text(text, most=4 * SHORT_CHARACTERS, field=field_)


def find_zone(name: str) -> ZoneInfo:
    """The time zone of that name, such as Europe/Berlin."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise Invalid(
            say("There is no such time zone; one is Europe/Berlin."), field="zone"
        ) from None


def choose_columns(options: ImportOptions, columns: Iterable[str]) -> Mapping[str, str]:
    """Which column holds which field, of those that are there."""
    return _choose(options.kind, tuple(options.fields.items()), options.ignore, tuple(columns))


@lru_cache(maxsize=64)  # rows of a file have the same columns, all of them or nearly so
def _choose(
    kind: str,
    fields: tuple[tuple[str, str], ...],
    ignore: tuple[str, ...],
    columns: tuple[str, ...],
) -> Mapping[str, str]:
    there, named = set(columns), dict(fields)
    chosen = {}
    for name, usual in USUAL[kind].items():
        found = [named[name]] if name in named else usual
        column = next((each for each in found if each in there), None)
        if column is not None and column not in ignore:
            chosen[name] = column
    return chosen


def check_header(options: ImportOptions, columns: Iterable[str]) -> None:
    """Raises Invalid where a CSV header lacks what every row needs, or what a field names."""
    header = list(columns)
    for name, column in options.fields.items():
        if column not in header:
            raise Invalid(
                say(
                    "No column “%(column)s” for %(field)s in: %(header)s.",
                    column=column,
                    field=name,
                    header=_listed(header),
                ),
                field="fields",
            )
    chosen = choose_columns(options, header)
    if any(column.startswith(DIMENSION) for column in header):
        chosen = {"answer": DIMENSION, **chosen}
    for names in NEEDED[options.kind]:
        if not any(name in chosen for name in names):
            raise Invalid(
                say(
                    "No column for %(fields)s in: %(header)s.",
                    fields=say(" or ").join(names),
                    header=_listed(header),
                ),
                field="fields",
            )


def checked(parse: Callable[..., Any], name: str, value: object) -> Any:
    """A field read by `parse`; its refusal names the field."""
    try:
        return parse(value)
    except Invalid as why:
        raise Invalid(f"{name}: {why.message}", field=name) from None


def parse_name(value: object) -> str:
    """An external id: a text, exactly as it stands, or a whole number."""
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if not isinstance(value, str) or not value.strip():
        raise Invalid(say("is missing"))
    if len(value) > SHORT_CHARACTERS:
        raise Invalid(say("has more than %(most)s characters", most=SHORT_CHARACTERS))
    return value


def _listed(columns: list[str]) -> str:
    shown = ", ".join(columns[:20])
    return shown if len(shown) <= 300 else shown[:300] + "…"


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return list(value)
    return dict(value) if isinstance(value, Mapping) else value
