"""What is stored of a secret: its hash, never the secret itself."""

import hashlib

TOKEN_PREFIX = "precedent_"  # noqa: S105  lets people and scanners tell what a leaked text is

FEED_PREFIX = "feed_"


def hash_secret(secret: str) -> str:
    """What is stored of a session, a token or a link: 256 random bits need no slow hash."""
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()
