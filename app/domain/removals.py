"""How messages go, and what stands in their place."""

from datetime import timedelta

from app.languages import mark

UNDO = timedelta(seconds=12)  # ten on the screen, two for the way
# why a message is redacted -> as people read it
REASONS = {
    "privacy": mark("It names a person or says something private"),
    "abuse": mark("It attacks somebody"),
    "secret": mark("It holds a password, a key or a gold answer"),
}
TOMBSTONES = {
    "deleted": mark("This message was deleted."),
    "removed": mark("The ML team removed this message."),
    "redacted": mark("The ML team redacted this message."),
}
