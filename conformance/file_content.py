"""Reads files that a call or a folder names: never a device that has no end, and never more than fits into memory."""

import errno
import os
import stat
from pathlib import Path
from typing import BinaryIO

MOST = 2**30
"""Bytes of a file that is read as a whole: more than any evidence has."""

PIECE = 2**20

_PIPES: dict[tuple[int, int], bytes] = {}


def opened(path: Path) -> BinaryIO:
    """Open a file to be read. Raises `OSError`, for a device as well; a terminal and a pipe have an end."""
    file = path.open("rb")
    found = os.fstat(file.fileno())
    is_device = stat.S_ISBLK(found.st_mode) or stat.S_ISCHR(found.st_mode)
    if is_device and not file.isatty() and found.st_rdev != Path(os.devnull).stat().st_rdev:
        file.close()
        raise OSError(errno.EINVAL, "it is a device, and no file", str(path))
    return file


def content_of(path: Path) -> bytes:
    """Return the content of a file. Raises `OSError` where it cannot be read, or is larger than `MOST`.

    A pipe, such as `<(…)` of a shell, gives its content once: it is kept for those who read it again.
    """
    found = path.stat()
    pipe = (found.st_dev, found.st_ino) if stat.S_ISFIFO(found.st_mode) else None
    if pipe is None:
        return _whole(path)
    if pipe not in _PIPES:
        _PIPES[pipe] = _whole(path)
    return _PIPES[pipe]


def _whole(path: Path) -> bytes:
    pieces, size = [], 0
    with opened(path) as file:
        while piece := file.read(PIECE):
            pieces.append(piece)
            size += len(piece)
            if size > MOST:
                raise OSError(errno.EFBIG, f"it is larger than {MOST} bytes", str(path))
    return b"".join(pieces)


def text_of(path: Path) -> str:
    """Return the text of a file in UTF-8, with line ends as Python has them. Raises `OSError`, `UnicodeDecodeError`."""
    return content_of(path).decode("utf-8").replace("\r\n", "\n").replace("\r", "\n")
