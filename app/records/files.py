"""Files that people uploaded: in a directory of ours, under keys or hashes, not their names."""

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
        _write(self.path(key, suffix), data)

    def drop(self, key: UUID) -> None:
        """Remove a file that nothing came to point at."""
        for suffix in ("", SMALL):
            with contextlib.suppress(FileNotFoundError):
                self.path(key, suffix).unlink()

    def draft(self) -> IO[bytes]:
        """A file without a name that is gone when it is closed: for what is still arriving."""
        self.root.mkdir(parents=True, exist_ok=True)
        return tempfile.TemporaryFile(dir=self.root)


class Contents:
    """Files beside the messages of one project, each under the hash of what it holds: the same file
    sent twice lies there once. Whoever puts or drops one is the project's only writer just then."""

    def __init__(self, root: Path, project_id: int) -> None:
        self.root = root / "attached" / str(project_id)

    def path(self, digest: str, suffix: str = "") -> Path:
        """Where a file lies: spread over 256 directories."""
        return self.root / digest[:2] / (digest + suffix)

    def put(self, digest: str, data: bytes, suffix: str = "") -> None:
        """Store a file unless it is there, whole or not at all, on the disk before this returns."""
        path = self.path(digest, suffix)
        if not path.is_file():
            _write(path, data)

    def drop(self, digest: str) -> None:
        """Remove a file that nothing points at any more."""
        for suffix in ("", SMALL):
            self.path(digest, suffix).unlink(missing_ok=True)


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    # a name of its own: two may be writing the same file
    with tempfile.NamedTemporaryFile(dir=path.parent, suffix=".part", delete=False) as out:
        try:
            out.write(data)
            out.flush()
            os.fsync(out.fileno())
            Path(out.name).replace(path)
        except BaseException:
            Path(out.name).unlink(missing_ok=True)
            raise
    _sync(path.parent)


def _sync(directory: Path) -> None:
    """The file's name is on the disk, too: without it a power cut leaves a file nobody finds."""
    opened = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
