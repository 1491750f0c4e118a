"""The zip file of a bundle. It is only ever read into memory, never unpacked."""

import io
import struct
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath

from kraken_conformance.exceptions import UsageError
from kraken_conformance.file_content import content_of
from kraken_conformance.spec.loading.contract_files import OPTIONAL, REQUIRED

CERTIFICATE = "certificate.json"
PAGE = "certificate.html"
EVIDENCE = "evidence.jsonl"
RESULTS = "results.json"
ENVIRONMENT = "environment.json"
CONTRACT = tuple(f"contract/{name}" for name in (*REQUIRED, *OPTIONAL))
"""The files of the contract; one that the contract does not have is empty."""
REQUIREMENTS = "contract/requirements.yaml"
PUBLIC_KEY = "public.pem"
MANIFEST = "manifest.json"
SIGNATURE = "manifest.sig"

CONTENT = (
    CERTIFICATE,
    PAGE,
    EVIDENCE,
    RESULTS,
    ENVIRONMENT,
    *CONTRACT,
    REQUIREMENTS,
    PUBLIC_KEY,
)
"""What the manifest lists."""

MEMBERS = (*CONTENT, MANIFEST, SIGNATURE)

LARGEST = 1 << 29
"""At most this many bytes all members may have together, unpacked."""

_END = b"PK\x05\x06"
_END_RECORD = 22
"""Bytes of the record at the end of a zip file, where it has no comment."""
_HEADER = 30
_DESCRIPTOR = 24
"""At most this many bytes may follow a member: its sizes, as programs write them that could not know them before."""


class BrokenBundle(Exception):
    """A file that is no bundle. Holds every problem found."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("; ".join(problems))
        self.problems = problems


_VERSION = 20
_UNIX = 3 << 8
_DEFLATED = 8
_FIRST_DAY = 0x21
"""1 January 1980 as a zip file writes it: no member has a time."""
_ATTRIBUTES = 0o600 << 16


def pack(members: Mapping[str, bytes]) -> bytes:
    """Return the zip file of some members; the same members give the same members' times and order."""
    return _written({name: (members[name], _deflated(members[name])) for name in MEMBERS})


def _deflated(content: bytes) -> bytes:
    deflate = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return deflate.compress(content) + deflate.flush()


def _written(members: Mapping[str, tuple[bytes, bytes]]) -> bytes:
    """Return the one zip file of members, each given as its content and that content compressed."""
    body, directory = bytearray(), bytearray()
    for name, (content, deflated) in members.items():
        sizes = (zlib.crc32(content), len(deflated), len(content), len(name), 0)
        common = struct.pack("<HHHHHIIIHH", _VERSION, 0, _DEFLATED, 0, _FIRST_DAY, *sizes)
        made_by, place = _VERSION | _UNIX, struct.pack("<HHHII", 0, 0, 0, _ATTRIBUTES, len(body))
        directory += b"PK\x01\x02" + struct.pack("<H", made_by) + common + place + name.encode()
        body += b"PK\x03\x04" + common + name.encode() + deflated
    count = len(members)
    end = struct.pack("<HHHHIIH", 0, 0, count, count, len(directory), len(body), 0)
    return bytes(body + directory + _END + end)


def read(path: Path) -> Mapping[str, bytes]:
    """Return the members of a bundle.

    Raises `UsageError` where the file cannot be read, `BrokenBundle` where it is no bundle: cut short, with members
    that a bundle does not have, has twice, or that are too large, or not byte for byte as `pack` writes it.
    """
    try:
        content = content_of(path)
    except OSError as error:
        raise UsageError(
            f"{path}: it cannot be read ({error.strerror}). Name a bundle of `certify`."
        ) from None
    return unpack(content)


def unpack(content: bytes) -> Mapping[str, bytes]:
    """Return the members of a bundle, as `read` does."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            problems = list(_problems(content, archive))
            if problems:
                raise BrokenBundle(problems)
            members = {entry.filename: archive.read(entry) for entry in archive.infolist()}
            if problems := list(_not_as_written(content, archive, members)):
                raise BrokenBundle(problems)
            return members
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError) as error:
        raise BrokenBundle([f"it is no whole zip file: {error}"]) from None


def _problems(content: bytes, archive: zipfile.ZipFile) -> Iterator[str]:
    entries = archive.infolist()
    names = Counter(entry.filename for entry in entries)
    for name, count in names.items():
        if _leads_out(name):
            yield f"the name of a member leads out of the bundle: {name!r}"
        elif name not in MEMBERS:
            yield f"a member that a bundle does not have: {name!r}"
        if count > 1:
            yield f"{count} members are named {name!r}"
    for name in MEMBERS:
        if name not in names:
            yield f"the member {name} is missing"
    if sum(entry.file_size for entry in entries) > LARGEST:
        yield f"its members have more than {LARGEST} bytes together"
    if any((entry.flag_bits | _flags(content, entry)) & 1 for entry in entries):
        yield "a member is encrypted"
    if content[-_END_RECORD:][:4] != _END or not _is_gapless(content, archive):
        yield "there is something before, between or after the members of the zip file"


def _not_as_written(content: bytes, archive: zipfile.ZipFile, members: Mapping[str, bytes]) -> Iterator[str]:
    """Yield what differs from the zip file that `pack` writes of the same members.

    Only how a member is compressed may differ, as it does between the libraries for that: what it says does not.
    """
    packed: dict[str, tuple[bytes, bytes]] = {}
    for name in MEMBERS:
        entry = archive.getinfo(name)
        start = _start(content, entry)
        deflated = content[start : start + entry.compress_size]
        packed[name] = (members[name], deflated)
        if entry.comment:
            yield f"the member {name} has a comment"
        if entry.extra:
            yield f"the member {name} has extra fields, in which some programs look for another name of it"
        if entry.compress_type == _DEFLATED and not _is_whole(deflated, members[name]):
            yield f"there is something after the compressed content of {name}"
    if _written(packed) != content:
        yield (
            "it is not byte for byte what `certify` writes (order, times, attributes, flags, comments, extra fields): "
            "it was packed again, or changed"
        )


def _is_whole(deflated: bytes, content: bytes) -> bool:
    """Whether some compressed bytes are this content, and nothing more."""
    inflate = zlib.decompressobj(wbits=-zlib.MAX_WBITS)
    return (
        inflate.decompress(deflated, len(content) + 1) == content and inflate.eof and not inflate.unused_data
    )


def _flags(content: bytes, entry: zipfile.ZipInfo) -> int:
    """Return what the member's own header says of it; the directory at the end may say something else."""
    return int.from_bytes(content[entry.header_offset + 6 : entry.header_offset + 8], "little")


def _start(content: bytes, entry: zipfile.ZipInfo) -> int:
    """Return where the compressed content of a member begins: after its own header, name and extra fields."""
    header = entry.header_offset
    name, extra = (int.from_bytes(content[at : at + 2], "little") for at in (header + 26, header + 28))
    return header + _HEADER + name + extra


def _is_gapless(content: bytes, archive: zipfile.ZipFile) -> bool:
    """Whether the members follow one another from the first byte on, so that every reader finds the same ones.

    A reader of streams sees what stands between them, and the directory at the end does not name.
    """
    end = room = 0
    for entry in sorted(archive.infolist(), key=lambda one: one.header_offset):
        if not end <= entry.header_offset <= end + room:
            return False
        end = _start(content, entry) + entry.compress_size
        room = _DESCRIPTOR
    record = content[-_END_RECORD:]
    size, directory = (int.from_bytes(record[at : at + 4], "little") for at in (12, 16))
    return end <= directory <= end + room and directory + size + _END_RECORD == len(content)


def _leads_out(name: str) -> bool:
    path = PurePosixPath(name.replace("\\", "/"))
    return path.is_absolute() or ".." in path.parts or ":" in name
