"""Who is asking: a browser's session cookie or a bearer token, and nothing else."""

import time
from dataclasses import dataclass
from datetime import timedelta

from starlette.requests import HTTPConnection

from app.actions.sign_ins import note_sign_in
from app.actions.tokens import note_token
from app.clock import now
from app.domain.roles import scope_allows
from app.domain.secrets import hash_secret as hash_secret
from app.errors import Forbidden, Unknown
from app.languages import say, speak
from app.queries.accounts import Identity, find_session, find_token
from app.records.edge import Edge
from app.settings import Settings

# A revoked session is refused after at most this many seconds, by other processes too.
REMEMBER = 3.0
MOST = 10_000
# How often the use of a session or token is noted.
NOTING = timedelta(minutes=10)


@dataclass(slots=True)
class Remembered:
    """An identity and when it must be looked up again."""

    identity: Identity
    until: float


class Doorkeeper:
    """Looks people up, and remembers them for a moment."""

    def __init__(self, edge: Edge, settings: Settings) -> None:
        self.edge = edge
        self.settings = settings
        self._known: dict[tuple[str, str], Remembered] = {}

    @property
    def cookie(self) -> str:
        """The session cookie's name; `__Host-` binds it to this host over https."""
        return "__Host-session" if self.settings.is_secure else "session"

    async def find(self, connection: HTTPConnection) -> Identity | None:
        """Whoever is asking, or None for a stranger. A wrong token is not a stranger: 401."""
        bearer = connection.headers.get("authorization", "")
        if bearer[:7].lower() == "bearer ":
            return await self._look_up("token", bearer[7:].strip())
        secret = connection.cookies.get(self.cookie)
        if not secret:
            return None
        try:
            return await self._look_up("session", secret)
        except Unknown:
            return None

    async def need(self, connection: HTTPConnection, scope: str | None = None) -> Identity:
        """Whoever is asking; raises Unknown for a stranger, Forbidden beyond a token's scopes."""
        identity = await self.find(connection)
        if identity is None:
            raise Unknown(say("Sign in to go on. Nothing was changed."))
        speak(identity.language)
        if scope and identity.scopes is not None and not scope_allows(identity.scopes, scope):
            raise Forbidden(
                say("This token lacks the scope '%(scope)s'.", scope=scope), scope=scope
            )
        return identity

    def forget(self) -> None:
        """Look everybody up anew: somebody signed out, or a token was revoked."""
        self._known.clear()

    async def _look_up(self, kind: str, secret: str) -> Identity:
        digest = hash_secret(secret)
        known = self._known.get((kind, digest))
        if known and known.until > time.monotonic():
            return known.identity
        find = find_session if kind == "session" else find_token
        identity = await self.edge.read(find, digest, self.settings)
        if identity is None:
            raise Unknown(say("This sign-in or token is not valid any more."))
        if len(self._known) >= MOST:
            self._known.clear()
        self._known[kind, digest] = Remembered(identity, time.monotonic() + REMEMBER)
        await self._note(identity)
        return identity

    async def _note(self, identity: Identity) -> None:
        """Note now and then that a session or token is in use: a session that idles ends."""
        if identity.noted_at is not None and now() - identity.noted_at < NOTING:
            return
        if identity.sign_in_id:
            await self.edge.write(0, note_sign_in, identity.sign_in_id)
        elif identity.token_id:
            await self.edge.write(0, note_token, identity.token_id)
