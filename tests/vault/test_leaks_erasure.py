"""What stays of people who were erased: nothing, in any page of the file, nor when a backup of before is put back.

The pages are decrypted here, without SQLite, because that would not show what lies in free pages and unused room.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from lvv_desk.domain.ids import new_id
from lvv_desk.domain.notes import NoteContent, NoteTopic
from lvv_desk.services import restoring, vaults
from lvv_desk.services.accounts import AccountService
from lvv_desk.services.backups import BackupService
from lvv_desk.services.desk import Desk
from lvv_desk.services.erasing import ErasureService
from lvv_desk.services.services import Services
from lvv_desk.vault.backup_set import DATABASE
from lvv_desk.vault.database_file import journal_of
from tests.conftest import CHEAP, PASSPHRASE

PEOPLE, ERASED = 200, 50
TOLD = 60
"""Of so many there is a note of a talk, first as a draft that says something else."""
OTHER = "een tweede zin om mee te testen"
PAGE, RESERVE, SALT, IV = 4096, 80, 16, 16
SHARED = 4
"""The index leaves out of a word what it begins with alike to the one before it."""


def word(number: int) -> str:
    """A name that is like no other."""
    return hashlib.sha256(f"mens {number}".encode()).hexdigest()[:16]


def pages(database: Path, notation: bytearray) -> bytes:
    """All of the file, decrypted page by page as SQLCipher lays it out."""
    key, content = bytes.fromhex(notation[2:-1].decode()), database.read_bytes()
    found = b""
    for at in range(0, len(content), PAGE):
        page = content[at : at + PAGE]
        start = SALT if at == 0 else 0
        iv = page[PAGE - RESERVE : PAGE - RESERVE + IV]
        decryptor = Cipher(algorithms.AES(key), modes.CBC(iv)).decryptor()
        found += decryptor.update(page[start : PAGE - RESERVE]) + decryptor.finalize()
    return found.lower()


def there(content: bytes) -> set[int]:
    """The people of whom something can be read."""
    return {number for number in range(PEOPLE) if word(number)[SHARED:].encode() in content}


def told(content: bytes, kind: str = "gesprek") -> set[int]:
    """The people of whom a talk, or a draft of one, can be read."""
    return {number for number in range(TOLD) if talk(number, kind).encode() in content}


def talk(number: int, kind: str = "gesprek") -> str:
    """What was said in a talk."""
    return hashlib.sha256(f"{kind} {number}".encode()).hexdigest()[:24]


def _fill(desk: Desk) -> None:
    services = Services(desk)
    for number in range(PEOPLE):
        case = services.cases.register(name=f"Mens {word(number)}", municipality="utrecht", on=desk.today())
        if number < TOLD:
            note = NoteContent(desk.today(), "", "phone", ("client",), "none")
            note_id, first = new_id(), NoteTopic("health", talk(number, "concept"))
            services.notes.save_draft(case.id, note_id, replace(note, topics=(first,)))
            services.notes.finish(case.id, note_id, replace(note, topics=(NoteTopic("health", talk(number)),)))


def _erase(desk: Desk) -> Desk:
    """The first of two accounts proposes, the second carries it out and is at work afterwards."""
    service, cases = ErasureService(desk), Services(desk).cases
    by_name = {row.name: row.case_id for row in cases.every()}
    for number in range(ERASED):
        service.propose(by_name[f"Mens {word(number)}"], reason="op verzoek van de cliënt")
    roles = desk.vault.me.roles
    AccountService(desk).add("tweede", roles, OTHER, kdf=CHEAP)
    folder = desk.vault.folder
    desk.close()
    second = vaults.open_vault(folder, OTHER, user="tweede")
    for proposal in ErasureService(second).proposals():
        ErasureService(second).confirm(proposal.id)
    return second


@pytest.fixture
def filled(tmp_path: Path) -> Desk:
    desk = vaults.create(tmp_path / "kluis", PASSPHRASE, practice=True, kdf=CHEAP)
    _fill(desk)
    return desk


def test_nothing_stays_of_who_was_erased(filled: Desk) -> None:
    content = pages(filled.vault.database, filled.vault.data_key.database())
    assert there(content) == set(range(PEOPLE))
    assert told(content) == set(range(TOLD)) and not told(content, "concept")
    before = BackupService(filled).make(filled.vault.folder.parent / "stick")
    desk = _erase(filled)
    key, backup_key = desk.vault.data_key.database(), desk.vault.data_key.backup()
    left, folder = set(range(ERASED, PEOPLE)), desk.vault.folder
    content = pages(desk.vault.database, key)
    assert there(content) == left and told(content) == set(range(ERASED, TOLD))
    after = BackupService(desk).make()
    content = pages(after.folder / DATABASE, backup_key)
    assert there(content) == left and told(content) == set(range(ERASED, TOLD))
    desk.close()
    assert journal_of(desk.vault.database).stat().st_size == 0
    plain = [one.read_bytes().lower() for one in folder.rglob("*") if one.is_file()]
    assert not any(there(content) for content in plain)
    restored = restoring.restore(folder, before.folder, OTHER, user="tweede")
    assert restored.erased_again == ERASED
    content = pages(restored.desk.vault.database, key)
    assert there(content) == left and told(content) == set(range(ERASED, TOLD))
    restored.desk.close()
    assert journal_of(restored.desk.vault.database).stat().st_size == 0
