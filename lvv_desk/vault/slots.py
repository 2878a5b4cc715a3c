"""A slot: one way into the vault.

A slot holds a user's private seeds, wrapped under a key from the passphrase (or from a recovery code), and the data
key, sealed to the user's public key. So the data key can be renewed without the other users being there.
"""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass, replace
from typing import Any, Literal
from uuid import uuid4

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from lvv_desk.domain.secrets import wipe
from lvv_desk.errors import VaultError
from lvv_desk.vault import kdf as derivation
from lvv_desk.vault import recovery
from lvv_desk.vault.data_key import DataKey
from lvv_desk.vault.kdf import KdfParameters
from lvv_desk.vault.key_pairs import SEED_BYTES, KeyPairs, PublicKeys

SALT_BYTES = 16
NONCE_BYTES = 12
TAG_BYTES = 16
SEAL_INFO = b"lvv/slot/v1|"
Kind = Literal["user", "recovery"]


@dataclass(frozen=True)
class Slot:
    """Who may come in and how. ``kdf`` is ``None`` for a recovery slot; all bytes are hexadecimal text."""

    id: str
    kind: Kind
    user: str
    roles: tuple[str, ...]
    created: str
    public_keys: PublicKeys
    kdf: KdfParameters | None
    salt: str = ""
    nonce: str = ""
    wrapped_seeds: str = ""
    sealed_key: str = ""

    def wrap_metadata(self, vault_id: str) -> bytes:
        """What the wrapped seeds are bound to: a change of any of it makes opening fail."""
        own = {"id": self.id, "kind": self.kind, "created": self.created, "salt": self.salt}
        return _canonical(
            own | {"vault": vault_id, "kdf": self.kdf and asdict(self.kdf), "keys": asdict(self.public_keys)}
        )

    def seal_info(self, vault_id: str, epoch: int) -> bytes:
        """What the sealed data key is bound to: the vault, the user, the roles and which data key it is."""
        own = {"id": self.id, "kind": self.kind, "user": self.user, "roles": self.roles}
        return SEAL_INFO + _canonical(own | {"vault": vault_id, "epoch": epoch})

    @staticmethod
    def from_data(data: dict[str, Any]) -> Slot:
        """Raises :class:`KeyError` or :class:`TypeError` when parts are missing or too many."""
        kdf = data["kdf"]
        return Slot(
            **{
                **data,
                "roles": tuple(data["roles"]),
                "public_keys": PublicKeys(**data["public_keys"]),
                "kdf": KdfParameters(**kdf) if kdf is not None else None,
            }
        )


def _canonical(data: dict[str, Any]) -> bytes:
    return json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode("utf-8", "surrogatepass")


@dataclass(frozen=True)
class Place:
    """The vault and the data key that slots are made for."""

    vault_id: str
    epoch: int
    data_key: DataKey


def new_user(
    place: Place, *, user: str, roles: tuple[str, ...], passphrase: str, created: str, kdf: KdfParameters,
    slot_id: str | None = None, keys: KeyPairs | None = None,
) -> tuple[Slot, KeyPairs]:  # fmt: skip
    """A slot for a user, with new key pairs unless they were made already."""
    keys = keys or KeyPairs.new()
    bare = Slot(slot_id or str(uuid4()), "user", user, roles, created, keys.public, kdf.checked())
    return sealed(rewrapped(bare, place.vault_id, keys, passphrase), place), keys


def new_recovery(place: Place, *, name: str, created: str) -> tuple[Slot, str]:
    """A recovery slot and its code, which exists nowhere else afterwards."""
    keys, code = KeyPairs.new(), recovery.new_code()
    bare = Slot(str(uuid4()), "recovery", name, (), created, keys.public, None)
    slot = _wrapped(bare, place.vault_id, keys, recovery.key_from(code, place.vault_id, bare.id))
    keys.forget()
    return sealed(slot, place), code


def rewrapped(slot: Slot, vault_id: str, keys: KeyPairs, passphrase: str, kdf: KdfParameters | None = None) -> Slot:
    """The slot with its seeds under a (new) passphrase, with a new salt and nonce."""
    chosen = kdf or slot.kdf
    if chosen is None:
        raise ValueError("a recovery slot has no passphrase")
    fresh = replace(slot, kdf=chosen, salt=os.urandom(SALT_BYTES).hex())
    return _wrapped(fresh, vault_id, keys, derivation.key_from(passphrase, bytes.fromhex(fresh.salt), chosen))


def _wrapped(slot: Slot, vault_id: str, keys: KeyPairs, key: bytes) -> Slot:
    nonce, seeds = os.urandom(NONCE_BYTES), keys.seeds()
    wrapped = AESGCM(key).encrypt(nonce, seeds, slot.wrap_metadata(vault_id))
    wipe(seeds)
    return replace(slot, nonce=nonce.hex(), wrapped_seeds=wrapped.hex())


def sealed(slot: Slot, place: Place) -> Slot:
    """The slot with the data key sealed to its public key."""
    raw = place.data_key.raw()
    sealed_key = slot.public_keys.seal(raw, slot.seal_info(place.vault_id, place.epoch))
    wipe(raw)
    return replace(slot, sealed_key=sealed_key.hex())


def open_with_passphrase(slot: Slot, vault_id: str, passphrase: str) -> KeyPairs:
    """The user's keys. Raises :class:`VaultError` when the passphrase does not fit this slot."""
    if slot.kdf is None:
        raise VaultError("wrong_passphrase")
    slot.kdf.checked()
    try:
        salt = bytes.fromhex(slot.salt)
    except ValueError:
        raise VaultError("wrong_passphrase") from None
    if len(salt) != SALT_BYTES:
        raise VaultError("wrong_passphrase")
    return _opened(slot, vault_id, derivation.key_from(passphrase, salt, slot.kdf), "wrong_passphrase")


def open_with_code(slot: Slot, vault_id: str, code: str) -> KeyPairs:
    """The keys of a recovery slot. Raises :class:`VaultError` when the code does not fit."""
    if slot.kind != "recovery":
        raise VaultError("wrong_code")
    return _opened(slot, vault_id, recovery.key_from(code, vault_id, slot.id), "wrong_code")


def _opened(slot: Slot, vault_id: str, key: bytes, refusal: str) -> KeyPairs:
    seeds = bytearray(SEED_BYTES)
    try:
        wrapped = bytes.fromhex(slot.wrapped_seeds)
        if len(wrapped) != SEED_BYTES + TAG_BYTES:
            raise VaultError(refusal)
        AESGCM(key).decrypt_into(bytes.fromhex(slot.nonce), wrapped, slot.wrap_metadata(vault_id), seeds)
        keys = KeyPairs(seeds)
    except (InvalidTag, ValueError):
        raise VaultError(refusal) from None
    finally:
        wipe(seeds)
    if keys.public != slot.public_keys:
        raise VaultError("slots_tampered")
    return keys


def data_key_of(slot: Slot, vault_id: str, epoch: int, keys: KeyPairs) -> DataKey:
    """The data key. Raises :class:`VaultError` when the slot was tampered with."""
    try:
        return DataKey(keys.open(bytes.fromhex(slot.sealed_key), slot.seal_info(vault_id, epoch)), vault_id)
    except ValueError:
        raise VaultError("slots_tampered") from None
