"""A full disk: how the system and both databases say so."""

import errno
import sqlite3

from app.errors import Full

ERRNOS = frozenset({errno.ENOSPC, errno.EDQUOT})
POSTGRESQL = "53100"  # disk_full


def find_full(broken: BaseException | None) -> Full | None:
    """What to tell people where an error, or what it came from, says that the disk is full."""
    seen: set[int] = set()
    while broken is not None and id(broken) not in seen:
        seen.add(id(broken))
        if _says_full(broken):
            told = Full()
            told.__cause__ = broken
            return told
        broken = getattr(broken, "orig", None) or broken.__cause__
    return None


def _says_full(error: BaseException) -> bool:
    if isinstance(error, sqlite3.Error):
        return getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_FULL
    if isinstance(error, OSError):
        return error.errno in ERRNOS
    return getattr(error, "sqlstate", None) == POSTGRESQL
