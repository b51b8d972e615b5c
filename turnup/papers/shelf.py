"""The shelf of stored bytes: a folder where each content lies under its own SHA-256. No Django.

A content is on the disk and synced before its row is committed, so a row always finds its bytes;
a transaction that fails leaves bytes that no row names, which `orphans` finds and a sweep removes.
"""

import hashlib
import os
import secrets
import shutil
import time
from collections.abc import Iterator
from pathlib import Path


class DamagedError(Exception):
    """The bytes are gone, or are not what was stored."""


def hash_of(content: bytes) -> str:
    """Return the SHA-256 in hexadecimal digits."""
    return hashlib.sha256(content).hexdigest()


class Shelf:
    """One folder of contents, `ab/cdef…`. Safe for many writers, in threads and processes."""

    def __init__(self, folder: Path):
        self.folder = folder

    def path_of(self, sha256: str) -> Path:
        """Return where the content lies, or would."""
        return self.folder / sha256[:2] / sha256[2:]

    def put(self, content: bytes) -> str:
        """Lay the content down, durably and as a whole; return its hash."""
        sha256 = hash_of(content)
        path = self.path_of(sha256)
        if self._holds(path, content):
            path.touch()  # or a sweep might take an old orphan just before its row commits
            return sha256
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.parent / f".{secrets.token_hex(8)}"
        try:
            _write_through(draft, content)
            os.replace(draft, path)
        finally:
            draft.unlink(missing_ok=True)
        for folder in (path.parent, self.folder, self.folder.parent):
            _sync_folder(folder)
        return sha256

    def put_file(self, source: Path) -> str:
        """Lay a copy of a file down, however large it is; return its hash."""
        with source.open("rb") as file:
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        path = self.path_of(sha256)
        if path.exists() and path.stat().st_size == source.stat().st_size:
            path.touch()
            return sha256
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.parent / f".{secrets.token_hex(8)}"
        try:
            with source.open("rb") as file, draft.open("xb") as copy:
                shutil.copyfileobj(file, copy, 1 << 20)
                copy.flush()
                os.fsync(copy.fileno())
            draft.chmod(0o440)
            os.replace(draft, path)
        finally:
            draft.unlink(missing_ok=True)
        for folder in (path.parent, self.folder, self.folder.parent):
            _sync_folder(folder)
        return sha256

    def get(self, sha256: str) -> bytes:
        """Return the content. Raises DamagedError when it is gone or changed."""
        try:
            content = self.path_of(sha256).read_bytes()
        except OSError as error:
            raise DamagedError(sha256) from error
        if hash_of(content) != sha256:
            raise DamagedError(sha256)
        return content

    def all(self) -> Iterator[str]:
        """Give the hash of every content on the shelf."""
        for path in self.folder.glob("[0-9a-f][0-9a-f]/[0-9a-f]*"):
            yield path.parent.name + path.name

    def is_older(self, sha256: str, seconds: float) -> bool:
        """Tell whether a content was laid down, or asked for again, longer ago than that."""
        return time.time() - self.path_of(sha256).stat().st_mtime >= seconds

    def drop_older(self, sha256: str, seconds: float) -> bool:
        """Remove a content unless it was laid down lately; tell whether it went."""
        if not self.is_older(sha256, seconds):
            return False
        self.path_of(sha256).unlink()
        return True

    @staticmethod
    def _holds(path: Path, content: bytes) -> bool:
        """Compare the bytes: a damaged content is laid down anew."""
        try:
            return path.read_bytes() == content
        except OSError:
            return False


def _write_through(path: Path, content: bytes) -> None:
    with path.open("xb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    path.chmod(0o440)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
