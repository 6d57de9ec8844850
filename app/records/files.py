"""Files that people uploaded: in a directory of ours, under random keys, not their names."""

import contextlib
import os
import tempfile
from pathlib import Path
from typing import IO
from uuid import UUID

SMALL = ".small"


class Files:
    """The directory; made with its first file."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def path(self, key: UUID, suffix: str = "") -> Path:
        """Where a file lies: spread over 256 directories."""
        name = key.hex
        return self.root / name[:2] / (name + suffix)

    def put(self, key: UUID, data: bytes, suffix: str = "") -> None:
        """Store a file, whole or not at all, and on the disk before this returns."""
        path = self.path(key, suffix)
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(path.name + ".part")
        with draft.open("wb") as out:
            out.write(data)
            out.flush()
            os.fsync(out.fileno())
        draft.replace(path)

    def drop(self, key: UUID) -> None:
        """Remove a file that nothing came to point at."""
        for suffix in ("", SMALL):
            with contextlib.suppress(FileNotFoundError):
                self.path(key, suffix).unlink()

    def draft(self) -> IO[bytes]:
        """A file without a name that is gone when it is closed: for what is still arriving."""
        self.root.mkdir(parents=True, exist_ok=True)
        return tempfile.TemporaryFile(dir=self.root)
