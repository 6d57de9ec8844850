"""What every command starts with: the settings, and one clear line when it cannot go on."""

import sys
from typing import Any, NoReturn

from pydantic import ValidationError

from app.settings import LOOPBACK, Settings


def read_settings(host: str = "", port: int = -1, **more: Any) -> Settings:
    """The environment's settings; what was said on the command line goes first."""
    said: dict[str, Any] = {"host": host, "port": port if port >= 0 else "", **more}
    try:
        found = Settings(**{name: value for name, value in said.items() if value not in ("", None)})
    except ValidationError as why:
        stop("; ".join(tell(each["loc"], each["msg"]) for each in why.errors()))
    if "origin" not in found.model_fields_set and found.host in LOOPBACK:
        found = found.model_copy(update={"origin": f"http://{found.host}:{found.port}"})
    return found


def tell(where: tuple[int | str, ...], what: str) -> str:
    """What is wrong with a setting, under the name that people give it."""
    name = "_".join(["PRECEDENT", *(str(each).upper() for each in where)])
    return f"{name}: {what}" if where else what.removeprefix("Value error, ")


def stop(why: str) -> NoReturn:
    """End with one clear line."""
    print(f"precedent: {why}", file=sys.stderr)
    raise SystemExit(1)
