"""Addresses that a server may call: where a webhook may go, and where it must not."""

import ipaddress
import re
import socket
from collections.abc import Collection
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from app.domain.texts import check_text
from app.errors import Invalid
from app.languages import say

LONGEST = 2000
PORTS = {"https": 443, "http": 80}
NAME = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)(\.(?!-)[a-z0-9_-]{1,63}(?<!-))*\.?")
# the only part of IPv6 that is given out to the public; NAT64, site-local and the like are outside
PUBLIC_6 = ipaddress.IPv6Network("2000::/3")


@dataclass(frozen=True, slots=True)
class Target:
    """Where a request goes: a URL taken apart. `path` is ready to be sent."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def is_secure(self) -> bool:
        """Whether it is spoken to under TLS."""
        return self.scheme == "https"

    @property
    def authority(self) -> str:
        """The value of the Host header."""
        name = f"[{self.host}]" if ":" in self.host else self.host
        return name if self.port == PORTS[self.scheme] else f"{name}:{self.port}"


def parse_target(url: str, allowed: Collection[str] = ()) -> Target:
    """The target of a URL; Invalid, in plain words, for one that may not be called.

    `allowed`: hosts of the intranet that the operator vouches for, which may be private and
    without https.
    """
    check_text(url, most=LONGEST, field="url")
    if not url or url != url.strip() or any(each.isspace() or each < " " for each in url):
        raise Invalid(
            say("Write the whole address, without spaces: https://example.org/hook."), "url"
        )
    try:
        parts = urlsplit(url)
        host, port = (parts.hostname or "").lower(), parts.port
    except ValueError:
        raise Invalid(say("This address cannot be read: look at its port."), "url") from None
    if parts.scheme not in PORTS or not host:
        raise Invalid(say("Write an address that begins with https://."), "url")
    if parts.username is not None or parts.password is not None:
        raise Invalid(say("Leave name and password out: requests are signed instead."), "url")
    if parts.fragment or port == 0:
        raise Invalid(say("Leave out what follows #, and name a port that exists."), "url")
    if parts.scheme == "http" and host not in allowed:
        raise Invalid(say("Only https: what is sent must not be read on its way."), "url")
    _check_host(host, allowed)
    path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._")
    query = quote(parts.query, safe="/?%:@!$&'()*+,;=~-._")
    return Target(parts.scheme, host, port or PORTS[parts.scheme], path + (query and f"?{query}"))


def is_public(address: str) -> bool:
    """Whether an address belongs to the public internet, whatever it is wrapped in."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return False  # a scope id, or no address at all
    if isinstance(found, ipaddress.IPv4Address):
        return found.is_global and not found.is_multicast and not found.is_reserved
    if found.ipv4_mapped:
        return is_public(str(found.ipv4_mapped))
    tunnelled = [found.sixtofour, *(found.teredo or ())]
    if any(each and not is_public(str(each)) for each in tunnelled):
        return False
    return found in PUBLIC_6 and found.is_global


def _check_host(host: str, allowed: Collection[str]) -> None:
    if host in allowed:
        return
    literal = _as_address(host)
    if literal is not None:
        if not is_public(literal):
            raise Invalid(say("This address is inside a private network and is not called."), "url")
    elif not NAME.fullmatch(host) or len(host) > 253:
        raise Invalid(say("This host's name cannot be read; write it in ASCII (xn--…)."), "url")
    elif "." not in host.rstrip(".") or host.rstrip(".").endswith((".localhost", ".internal")):
        raise Invalid(say("This name is of a private network and is not called."), "url")


def _as_address(host: str) -> str | None:
    """The address that a host is, if it is none that needs a name server. Connecting also takes
    numbers such as 2130706433, 0x7f.1 or 017700000001 for addresses."""
    try:
        return str(ipaddress.ip_address(host))
    except ValueError:
        pass
    try:
        return socket.inet_ntoa(socket.inet_aton(host))
    except (OSError, UnicodeError):
        return None
