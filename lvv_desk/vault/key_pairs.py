"""The key pairs of a user: what is sealed to them only they can open, what they sign nobody else can.

HPKE (RFC 9180) with the hybrid KEM of ML-KEM-768 and X25519, HKDF-SHA256 and AES-256-GCM; signatures are Ed25519. All
of it is the ``cryptography`` library's.
"""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from functools import lru_cache
from uuid import UUID

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey, MLKEM768PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, MLKEM768X25519PrivateKey, MLKEM768X25519PublicKey, Suite

from lvv_desk.domain.secrets import wipe

MLKEM_SEED, X25519_SEED, ED25519_SEED = 64, 32, 32
SEED_BYTES = MLKEM_SEED + X25519_SEED + ED25519_SEED
VAULT_ID = b"lvv/vault/v2|"
SUITE = Suite(KEM.MLKEM768_X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)


@dataclass(frozen=True)
class PublicKeys:
    """What others may know of a user's keys, as hexadecimal text."""

    mlkem: str
    x25519: str
    ed25519: str

    def seal(self, secret: bytearray, info: bytes) -> bytes:
        """The secret for the owner of these keys alone, bound to ``info``. Raises :class:`ValueError` on odd keys."""
        key = MLKEM768X25519PublicKey(
            MLKEM768PublicKey.from_public_bytes(bytes.fromhex(self.mlkem)),
            X25519PublicKey.from_public_bytes(bytes.fromhex(self.x25519)),
        )
        return SUITE.encrypt(bytes(secret), key, info)

    def signed(self, message: bytes, signature: bytes) -> bool:
        """Whether the owner of these keys signed this."""
        return signed_with(self.ed25519, message, signature)


def signed_with(ed25519: str, message: bytes, signature: bytes) -> bool:
    """Whether the owner of this signing key signed this."""
    try:
        _signing_key(ed25519).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


@lru_cache(maxsize=256)
def _signing_key(ed25519: str) -> Ed25519PublicKey:
    return Ed25519PublicKey.from_public_bytes(bytes.fromhex(ed25519))


def vault_id_of(ed25519: str) -> str:
    """The id of a vault that the owner of this signing key founds: a digest of the key.

    Every slot is bound to the id of its vault, under its owner's passphrase. So who the log begins with is fixed for
    everyone with a passphrase, on any computer: another founder makes another id, and no slot of theirs opens with it.
    """
    return str(UUID(bytes=hashlib.sha256(VAULT_ID + bytes.fromhex(ed25519)).digest()[:16]))


class KeyPairs:
    """A user's private keys, for as long as the vault is open."""

    def __init__(self, seeds: bytearray) -> None:
        """From the seeds; raises :class:`ValueError` when they are not of the right length."""
        if len(seeds) != SEED_BYTES:
            raise ValueError("seeds")
        self._seeds = bytearray(seeds)
        first, second = MLKEM_SEED, MLKEM_SEED + X25519_SEED
        self._mlkem = MLKEM768PrivateKey.from_seed_bytes(bytes(seeds[:first]))
        self._x25519 = X25519PrivateKey.from_private_bytes(bytes(seeds[first:second]))
        self._signing = Ed25519PrivateKey.from_private_bytes(bytes(seeds[second:]))

    @staticmethod
    def new() -> KeyPairs:
        return KeyPairs(bytearray(os.urandom(SEED_BYTES)))

    @property
    def public(self) -> PublicKeys:
        return PublicKeys(
            self._mlkem.public_key().public_bytes_raw().hex(),
            self._x25519.public_key().public_bytes_raw().hex(),
            self._signing.public_key().public_bytes_raw().hex(),
        )

    def seeds(self) -> bytearray:
        """A copy of the seeds, for wrapping; the caller wipes it."""
        return bytearray(self._seeds)

    def open(self, sealed: bytes, info: bytes) -> bytearray:
        """What was sealed to these keys. Raises :class:`ValueError` when it was not, or not with this ``info``."""
        try:
            return bytearray(SUITE.decrypt(sealed, MLKEM768X25519PrivateKey(self._mlkem, self._x25519), info))
        except InvalidTag:
            raise ValueError("sealed") from None

    def sign(self, message: bytes) -> bytes:
        return self._signing.sign(message)

    def forget(self) -> None:
        """Wipes the seeds and drops the keys; signing afterwards is an error of the program."""
        wipe(self._seeds)
        del self._mlkem, self._x25519, self._signing
