"""Recovery codes: 160 random bits on paper, for when a passphrase is lost.

Base32 in eight groups of four (security.md 3.2). Letters that look like digits are understood either way.
"""

from __future__ import annotations

import base64
import os

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from lvv_desk.errors import VaultError

CODE_BYTES = 20
GROUP = 4
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
INFO = b"lvv/recovery/v1|"
LOOK_ALIKES = str.maketrans({"0": "O", "1": "I", "8": "B"})


def new_code() -> str:
    """A new code, in eight groups of four."""
    letters = base64.b32encode(os.urandom(CODE_BYTES)).decode()
    return "-".join(letters[start : start + GROUP] for start in range(0, len(letters), GROUP))


def canonical(typed: str) -> str:
    """A code as it was typed, without spaces and dashes. Raises :class:`VaultError` when it can't be one."""
    letters = "".join(one for one in typed.upper() if not one.isspace() and one not in "-–—.").translate(LOOK_ALIKES)
    if len(letters) != CODE_BYTES * 8 // 5 or any(one not in LETTERS for one in letters):
        raise VaultError("recovery_shape")
    return letters


def key_from(code: str, vault_id: str, slot_id: str) -> bytes:
    """The key of a recovery slot. The code has 160 random bits, so no slow derivation is needed."""
    raw = base64.b32decode(canonical(code))
    return HKDF(SHA256(), 32, salt=vault_id.encode(), info=INFO + slot_id.encode()).derive(raw)
