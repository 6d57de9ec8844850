"""The signs that messages can be answered with, and written by name: `:thumbs up:`."""

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


def is_emoji(sign: str) -> bool:
    """Whether it is one of ours."""
    return sign in _NAMES


def name_of(sign: str) -> str:
    """Its name in words, for those who hear the page."""
    return _NAMES.get(sign, sign).replace("_", " ")
