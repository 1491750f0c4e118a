"""Keys that sign and check bundles: Ed25519, as PEM files."""

import os
from hashlib import sha256
from pathlib import Path

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from kraken_conformance.exceptions import UsageError
from kraken_conformance.file_content import content_of

PRIVATE = "private.pem"
PUBLIC = "public.pem"


def generate(folder: Path, password: bytes | None) -> tuple[Path, Path]:
    """Write a new pair of keys into a folder and return the paths of the private and the public one.

    Only this user can read the private one; with a password, it is encrypted too. Raises `UsageError`
    where there is a key already, or the folder cannot be written to.
    """
    private, public = folder / PRIVATE, folder / PUBLIC
    for path in (private, public):
        if path.exists():
            raise UsageError(f"{path}: there is a key already. Choose another folder, or move it away.")
    key = Ed25519PrivateKey.generate()
    encryption = (
        serialization.NoEncryption() if password is None else serialization.BestAvailableEncryption(password)
    )
    content = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, encryption)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(private, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
            file.write(content)
        public.write_bytes(public_pem(key.public_key()))
    except OSError as error:
        raise UsageError(f"{folder}: the keys cannot be written ({error.strerror}).") from None
    return private, public


def is_encrypted(path: Path) -> bool:
    """Whether a private key needs a password. Raises `UsageError` where it cannot be read."""
    return b"ENCRYPTED" in _read(path)


def load_private(path: Path, password: bytes | None) -> Ed25519PrivateKey:
    """Read a private key. Raises `UsageError` where there is none or the password does not fit."""
    try:
        key = serialization.load_pem_private_key(_read(path), password)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise UsageError(f"--key {path}: it cannot be read ({error}). Is the password right?") from None
    if not isinstance(key, Ed25519PrivateKey):
        raise UsageError(f"--key {path}: this is no Ed25519 key. Make one with `certify keygen`.")
    return key


def load_public(path: Path) -> Ed25519PublicKey:
    """Read a public key. Raises `UsageError` where there is none."""
    return parse_public(_read(path), f"--key {path}")


def parse_public(content: bytes, name: str) -> Ed25519PublicKey:
    """Return the public key in a PEM text. Raises `UsageError` with `name` where there is none."""
    try:
        key = serialization.load_pem_public_key(content)
    except (ValueError, UnsupportedAlgorithm):
        hint = (
            " It is a private one: keep it secret, and give the public one." if b"PRIVATE" in content else ""
        )
        raise UsageError(f"{name}: this is no public key in PEM form.{hint}") from None
    if not isinstance(key, Ed25519PublicKey):
        raise UsageError(f"{name}: this is no Ed25519 key.")
    return key


def public_pem(key: Ed25519PublicKey) -> bytes:
    """Return a public key as PEM."""
    return key.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)


def fingerprint(key: Ed25519PublicKey) -> str:
    """Return the SHA-256 of the 32 bytes of a public key, as 64 hexadecimal digits."""
    return sha256(key.public_bytes_raw()).hexdigest()


def signed(key: Ed25519PublicKey, signature: bytes, content: bytes) -> bool:
    """Whether a signature of some content was made with the private half of a key."""
    try:
        key.verify(signature, content)
    except InvalidSignature:
        return False
    return True


def _read(path: Path) -> bytes:
    try:
        return content_of(path)
    except OSError as error:
        raise UsageError(
            f"--key {path}: it cannot be read ({error.strerror}). Make a pair with `certify keygen DIR`."
        ) from None
