"""From a passphrase to a key: Argon2id (argon2-cffi), as heavy as this machine can bear."""

from __future__ import annotations

import time
from dataclasses import dataclass

from argon2.low_level import Type, hash_secret_raw

from lvv_desk.errors import VaultError
from lvv_desk.vault.passphrases import normalised

KEY_BYTES = 32
MEMORY_CHOICES_KIB = tuple(mebibytes * 1024 for mebibytes in (64, 128, 256, 512, 1024))
SHORTEST_SECONDS = 0.7
LONGEST_SECONDS = 1.5


@dataclass(frozen=True)
class KdfParameters:
    """Argon2id: memory in KiB, passes, lanes. The bounds are those accepted from a slot file (security.md 3.2)."""

    memory_kib: int = 262_144
    passes: int = 3
    lanes: int = 4

    def checked(self) -> KdfParameters:
        """Itself, or :class:`VaultError` when out of bounds: no downgrade, no memory bomb."""
        bounds = ((65_536, self.memory_kib, 1_048_576), (1, self.passes, 10), (1, self.lanes, 8))
        if not all(type(value) is int and low <= value <= high for low, value, high in bounds):
            raise VaultError("slot_parameters")
        return self


def key_from(passphrase: str, salt: bytes, parameters: KdfParameters) -> bytes:
    """32 bytes that only this passphrase gives. Raises :class:`VaultError` before any memory is taken."""
    parameters.checked()
    return hash_secret_raw(
        normalised(passphrase).encode("utf-8", "surrogatepass"),
        salt,
        time_cost=parameters.passes,
        memory_cost=parameters.memory_kib,
        parallelism=parameters.lanes,
        hash_len=KEY_BYTES,
        type=Type.ID,
    )


def calibrated() -> KdfParameters:
    """The most memory with which one derivation stays below 1.5 s on this machine; never less than 64 MiB."""
    chosen = KdfParameters(MEMORY_CHOICES_KIB[0])
    for memory in MEMORY_CHOICES_KIB:
        candidate = KdfParameters(memory)
        seconds = _seconds(candidate)
        if seconds > LONGEST_SECONDS:
            break
        chosen = candidate
        if seconds >= SHORTEST_SECONDS:
            break
    return chosen


def _seconds(parameters: KdfParameters) -> float:
    start = time.perf_counter()
    key_from("calibration of this machine", bytes(16), parameters)
    return time.perf_counter() - start
