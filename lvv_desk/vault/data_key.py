"""The data key of a vault and the keys that follow from it, each for one use (HKDF-SHA256, security.md 3.1)."""

from __future__ import annotations

import os

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from lvv_desk.domain.secrets import wipe

KEY_BYTES = 32
HEX = b"0123456789abcdef"


class DataKey:
    """32 random bytes that everything in the vault rests on. ``forget`` overwrites them."""

    def __init__(self, key: bytearray, vault_id: str) -> None:
        self._key = key
        self._salt = vault_id.encode()

    @staticmethod
    def new(vault_id: str) -> DataKey:
        return DataKey(bytearray(os.urandom(KEY_BYTES)), vault_id)

    def raw(self) -> bytearray:
        """A copy of the key itself, for sealing; the caller wipes it."""
        return bytearray(self._key)

    def forget(self) -> None:
        wipe(self._key)

    def database(self) -> bytearray:
        """The raw key of the database in SQLCipher's notation ``x'…'``; the caller wipes it."""
        return self._notation(b"lvv/db/v1")

    def backup(self) -> bytearray:
        """The same for the database of a backup."""
        return self._notation(b"lvv/backup/v1")

    def slots_mac(self) -> bytearray:
        """The key of the code over the list of slots; the caller wipes it."""
        return self._derived(b"lvv/slots-mac/v1")

    def manifest_mac(self) -> bytearray:
        """The key of the code over the manifest of a backup; the caller wipes it."""
        return self._derived(b"lvv/manifest-mac/v1")

    def _derived(self, info: bytes) -> bytearray:
        derived = bytearray(KEY_BYTES)
        HKDF(SHA256(), KEY_BYTES, salt=self._salt, info=info).derive_into(self._key, derived)
        return derived

    def _notation(self, info: bytes) -> bytearray:
        """Digit by digit in place: no copy of the key is left behind as text."""
        derived = self._derived(info)
        written = bytearray(b"x'" + bytes(2 * KEY_BYTES) + b"'")
        for place, byte in enumerate(derived):
            written[2 + 2 * place] = HEX[byte >> 4]
            written[3 + 2 * place] = HEX[byte & 15]
        wipe(derived)
        return written
