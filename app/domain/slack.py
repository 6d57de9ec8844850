"""Messages for Slack's incoming webhooks: text and blocks, with nothing that Slack would obey."""

from app.domain.texts import excerpt

# A section takes 3,000 characters, and an escaped one may be five times as long as it was.
HEADLINE, WORDS = 120, 400


def escape(text: str) -> str:
    """Text that Slack shows as it is: no link, mention or channel call comes of it."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def write_message(headline: str, words: str, url: str, place: str) -> dict[str, object]:
    """A headline, the words below it, and a link to where it happened. All are plain text."""
    head = escape(excerpt(headline, HEADLINE))
    quoted = "\n".join(f">{line}" for line in escape(_shorten(words)).splitlines())
    body = f"*{head}*\n{quoted}" if quoted else f"*{head}*"
    foot = f"<{escape(url)}|Open in Precedent> · {escape(excerpt(place, HEADLINE))}"
    return {
        "text": f"{head}: {escape(excerpt(words, WORDS))}" if words.strip() else head,
        "blocks": [
            {"type": "section", "text": {"type": "mrkdwn", "text": body}},
            {"type": "context", "elements": [{"type": "mrkdwn", "text": foot}]},
        ],
    }


def _shorten(words: str) -> str:
    """The first lines of a text, each whole or cut between words."""
    kept: list[str] = []
    left = WORDS
    for line in words.strip().splitlines():
        if left < 20:
            return "\n".join([*kept, "…"])
        kept.append(excerpt(line, left))
        left -= len(kept[-1]) + 1
    return "\n".join(kept)
