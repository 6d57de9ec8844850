"""Bridges: what another program may send here, and how its words are read."""

import json

from app.domain.texts import BODY_BYTES, check_text
from app.errors import Invalid
from app.languages import say

TOKEN_PREFIX = "hook_"  # noqa: S105  lets people and scanners tell what a leaked text is


def read_text(body: bytes) -> str:
    """The words of a request: `{"text": ...}`, as Slack's incoming webhooks take them too, or the
    `text` within the `data` of a Standard Webhooks payload."""
    try:
        sent = json.loads(body)
    except (ValueError, RecursionError):
        raise Invalid(say('Send JSON: {"text": "..."}.'), "text") from None
    said = sent.get("text") if isinstance(sent, dict) else None
    inner = sent.get("data") if isinstance(sent, dict) else None
    if said is None and isinstance(inner, dict):
        said = inner.get("text")
    if not isinstance(said, str) or not said.strip():
        raise Invalid(say('A message needs words: {"text": "..."}.'), "text")
    return check_text(said, most=BODY_BYTES, field="text")
