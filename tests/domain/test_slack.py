"""Messages for Slack: nothing that people typed is obeyed there, and nothing is too long."""

from typing import Any

import pytest

from app.domain.slack import write_message

URL = "https://label.example.org/projects/hate/questions/1"


def texts(message: dict[str, Any]) -> list[str]:
    """Every text of a message."""
    section, context = message["blocks"]
    return [message["text"], section["text"]["text"], context["elements"][0]["text"]]


def test_a_message_is_what_an_incoming_webhook_takes() -> None:
    made = write_message("Ruling 3 was made", "Quotes → not hateful", URL, "Hate")
    assert made == {
        "text": "Ruling 3 was made: Quotes → not hateful",
        "blocks": [
            {
                "type": "section",
                "text": {"type": "mrkdwn", "text": "*Ruling 3 was made*\n>Quotes → not hateful"},
            },
            {
                "type": "context",
                "elements": [{"type": "mrkdwn", "text": f"<{URL}|Open in Precedent> · Hate"}],
            },
        ],
    }


@pytest.mark.parametrize("typed", ["<!channel>", "<@U012345>", "<https://a.example|b>", "a & b"])
def test_what_slack_would_obey_is_escaped(typed: str) -> None:
    escaped = typed.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    for text in texts(write_message(typed, typed, URL, typed)):
        assert escaped in text
        assert typed not in text.replace(f"<{URL}|Open in Precedent>", "")


@pytest.mark.parametrize("words", ["&" * 9000, "<b>\n" * 4000, "word " * 5000, "\n" * 500 + "x"])
def test_no_text_is_longer_than_slack_takes(words: str) -> None:
    assert all(len(text) <= 3000 for text in texts(write_message(words, words, URL, words)))


def test_without_words_a_headline_stands_alone() -> None:
    made = write_message("Draft 2 asks for review", "", URL, "Hate")
    assert texts(made)[:2] == ["Draft 2 asks for review", "*Draft 2 asks for review*"]
