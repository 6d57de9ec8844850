"""The signs that messages can be answered with, and written by name: `:+1:`, `:thumbs_up:`."""

import re

EMOJI = {
    "+1": "👍",
    "-1": "👎",
    "heart": "❤️",
    "smile": "🙂",
    "joy": "😂",
    "thinking": "🤔",
    "surprised": "😮",
    "sad": "😢",
    "party": "🎉",
    "thanks": "🙏",
    "clap": "👏",
    "eyes": "👀",
    "check": "✅",
    "cross": "❌",
    "question": "❓",
    "exclamation": "❗",
    "warning": "⚠️",
    "idea": "💡",
    "fire": "🔥",
    "rocket": "🚀",
    "star": "⭐",
    "hundred": "💯",
    "ok": "👌",
    "wave": "👋",
    "muscle": "💪",
    "handshake": "🤝",
    "point_up": "☝️",
    "point_right": "👉",
    "laugh": "😄",
    "grin": "😁",
    "wink": "😉",
    "sweat": "😅",
    "neutral": "😐",
    "confused": "😕",
    "worried": "😟",
    "cry": "😭",
    "angry": "😠",
    "sleepy": "😴",
    "cool": "😎",
    "robot": "🤖",
    "brain": "🧠",
    "book": "📖",
    "memo": "📝",
    "pin": "📌",
    "link": "🔗",
    "scales": "⚖️",
    "magnifier": "🔍",
    "clock": "🕐",
    "hourglass": "⏳",
    "bell": "🔔",
    "flag": "🚩",
    "target": "🎯",
    "bug": "🐛",
    "lock": "🔒",
    "key": "🔑",
    "coffee": "☕",
    "cake": "🍰",
    "sun": "☀️",
    "rainbow": "🌈",
    "seedling": "🌱",
}
# what else people call them
ALSO = {
    "+1": "thumbs up, like, yes",
    "-1": "thumbs down, dislike, no",
    "check": "tick, done",
    "hundred": "100",
}
# offered first, under every message
QUICK = ("👍", "🙏", "❤️", "🎉", "👀", "✅", "🤔", "😂")
_NAMES = {sign: name for name, sign in EMOJI.items()}
_CALLED = {
    called.replace("_", "").replace(" ", ""): sign
    for name, sign in EMOJI.items()
    for called in (name, *ALSO.get(name, name).split(", "))
}
_WORD = re.compile(r"(?<![\w:]):([a-z+-][\w+-]*|100):(?![\w:])")


def is_emoji(sign: str) -> bool:
    """Whether it is one of ours."""
    return sign in _NAMES


def with_signs(text: str) -> str:
    """The text with signs in place of their names between colons; what names none stays."""
    return _WORD.sub(lambda found: _CALLED.get(found[1].replace("_", ""), found[0]), text)


def name_of(sign: str) -> str:
    """Its name in words, for those who hear the page."""
    return _NAMES.get(sign, sign).replace("_", " ")
