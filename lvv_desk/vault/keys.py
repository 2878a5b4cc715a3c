"""From a passphrase to the key of the database.

passphrase → Argon2id (argon2-cffi) → AES-256-GCM opens the slot (cryptography) → data key → HKDF-SHA256 → database key.
"""

from __future__ import annotations

import json
import os
import unicodedata
from dataclasses import asdict, dataclass, replace
from typing import Any

from argon2.low_level import Type, hash_secret_raw
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from lvv_desk.errors import VaultError

KEY_BYTES = 32
SALT_BYTES = 16
NONCE_BYTES = 12
MINIMUM_PASSPHRASE = 15
MAXIMUM_PASSPHRASE = 256
DATABASE_INFO = b"lvv/db/v1"


@dataclass(frozen=True)
class KdfParameters:
    """Argon2id: memory in KiB, passes, lanes. The bounds are those accepted from a slot file."""

    memory_kib: int = 262_144
    passes: int = 3
    lanes: int = 4

    def checked(self) -> KdfParameters:
        """Itself, or :class:`VaultError` when out of bounds: no downgrade, no memory bomb."""
        bounds = ((65_536, self.memory_kib, 1_048_576), (1, self.passes, 10), (1, self.lanes, 8))
        if not all(isinstance(value, int) and low <= value <= high for low, value, high in bounds):
            raise VaultError("slot_parameters")
        return self


@dataclass(frozen=True)
class Slot:
    """One user's way in: the data key wrapped under a key from the passphrase."""

    id: str
    user: str
    role: str
    created: str
    kdf: KdfParameters
    salt: str
    nonce: str
    wrapped_key: str

    def metadata(self, vault_id: str) -> bytes:
        """What the wrap is bound to: any change of it makes opening fail."""
        bound: dict[str, Any] = {"vault": vault_id, **asdict(self)}
        del bound["nonce"], bound["wrapped_key"]
        return json.dumps(bound, sort_keys=True, separators=(",", ":")).encode()

    @staticmethod
    def from_data(data: dict[str, Any]) -> Slot:
        """Raises :class:`KeyError` or :class:`TypeError` when parts are missing or too many."""
        return Slot(**{**data, "kdf": KdfParameters(**data["kdf"])})


def new_data_key() -> bytearray:
    return bytearray(os.urandom(KEY_BYTES))


def check_passphrase(passphrase: str) -> None:
    """Raises :class:`VaultError` when a new passphrase is too short or too long (NIST SP 800-63B-4)."""
    length = len(unicodedata.normalize("NFKC", passphrase))
    if length < MINIMUM_PASSPHRASE:
        raise VaultError("passphrase_short", minimum=MINIMUM_PASSPHRASE, length=length)
    if length > MAXIMUM_PASSPHRASE:
        raise VaultError("passphrase_long", maximum=MAXIMUM_PASSPHRASE)


def wrap(slot: Slot, vault_id: str, passphrase: str, data_key: bytearray) -> Slot:
    """The slot with the data key in it, under a new salt and nonce."""
    fresh = replace(slot, salt=os.urandom(SALT_BYTES).hex())
    nonce = os.urandom(NONCE_BYTES)
    wrapped = AESGCM(_key_encryption_key(fresh, passphrase)).encrypt(nonce, bytes(data_key), fresh.metadata(vault_id))
    return replace(fresh, nonce=nonce.hex(), wrapped_key=wrapped.hex())


def unwrap(slot: Slot, vault_id: str, passphrase: str) -> bytearray:
    """The data key. Raises :class:`VaultError` when the passphrase does not fit this slot."""
    slot.kdf.checked()
    try:
        opened = AESGCM(_key_encryption_key(slot, passphrase)).decrypt(
            bytes.fromhex(slot.nonce), bytes.fromhex(slot.wrapped_key), slot.metadata(vault_id)
        )
    except (InvalidTag, ValueError):
        raise VaultError("wrong_passphrase") from None
    return bytearray(opened)


def _key_encryption_key(slot: Slot, passphrase: str) -> bytes:
    return hash_secret_raw(
        unicodedata.normalize("NFKC", passphrase).encode("utf-8", "surrogatepass"),
        bytes.fromhex(slot.salt),
        time_cost=slot.kdf.passes,
        memory_cost=slot.kdf.memory_kib,
        parallelism=slot.kdf.lanes,
        hash_len=KEY_BYTES,
        type=Type.ID,
    )


def database_key(data_key: bytearray, vault_id: str) -> bytearray:
    """The raw key of the database in SQLCipher's notation ``x'…'``; the caller wipes it."""
    derived = HKDF(SHA256(), KEY_BYTES, salt=vault_id.encode(), info=DATABASE_INFO).derive(bytes(data_key))
    return bytearray(b"x'" + derived.hex().encode() + b"'")
