"""What can go wrong on purpose; each error knows the HTTP status that tells it best."""

from typing import Any

from app.languages import mark, say


class Refused(Exception):
    """Something asked for was not done; nothing of it happened.

    `message` is for people: what happened, what is safe, what to do.
    `detail` carries facts for programs (a field name, the current version ...).
    """

    status = 400
    title = mark("Not done")

    def __init__(self, message: str, **detail: Any) -> None:
        super().__init__(message)
        self.message = message
        self.detail = detail


class Invalid(Refused):
    """The input cannot be right, whoever sends it."""

    status = 422
    title = mark("Not valid")

    def __init__(self, message: str, field: str | None = None, **detail: Any) -> None:
        super().__init__(message, **({"field": field} if field else {}), **detail)
        self.field = field


class Unknown(Refused):
    """Nobody is signed in, or the sign-in has ended."""

    status = 401
    title = mark("Sign in first")


class Forbidden(Refused):
    """Seen, but not allowed to this role."""

    status = 403
    title = mark("Not allowed")


class NotFound(Refused):
    """It does not exist, or the viewer may not know that it does."""

    status = 404
    title = mark("Not found")

    def __init__(self, message: str = "") -> None:
        super().__init__(message or say("There is nothing here, or it is not yours to see."))


class Conflict(Refused):
    """True when it was asked for, but the world has moved on since."""

    status = 409
    title = mark("Overtaken")


class TooLarge(Refused):
    """Larger than the limit; nothing of it was kept."""

    status = 413
    title = mark("Too large")


class Full(Refused):
    """There is no room left on the disk; what was to be kept was not."""

    status = 507
    title = mark("The disk is full")

    def __init__(self, message: str = "") -> None:
        super().__init__(
            message
            or say(
                "This server's disk is full. What was saved before is safe; this was not kept. "
                "Keep what you typed, and tell whoever runs the server."
            )
        )


class TooMany(Refused):
    """Asked too often; `retry_after` says in how many seconds to come back."""

    status = 429
    title = mark("A little slower, please")

    def __init__(self, message: str, retry_after: int) -> None:
        super().__init__(message, retry_after=retry_after)
        self.retry_after = retry_after


class Unavailable(Refused):
    """The service cannot keep what it is given just now."""

    status = 503
    title = mark("Not available just now")
