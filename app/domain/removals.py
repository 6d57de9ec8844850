"""How messages go, and what stands in their place."""

from datetime import timedelta

UNDO = timedelta(seconds=12)  # ten on the screen, two for the way
# why a message is redacted -> as people read it
REASONS = {
    "privacy": "It names a person or says something private",
    "abuse": "It attacks somebody",
    "secret": "It holds a password, a key or a gold answer",
}
TOMBSTONES = {
    "deleted": "This message was deleted.",
    "removed": "The ML team removed this message.",
    "redacted": "The ML team redacted this message.",
}
