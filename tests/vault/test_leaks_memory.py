"""What stays in memory: keys never, what was read or typed as little as can be helped. Looked at from outside."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import pytest

from lvv_desk.services import vaults
from lvv_desk.services.services import Services
from lvv_desk.vault import slot_file
from lvv_desk.vault.vault import keys_of_backup
from tests.conftest import CHEAP

ROOT = Path(__file__).resolve().parents[2]
PASSPHRASE = "kaneelstok onder zeven regenbogen"
CANARY = "Zwaluwstaart-Kwikzilver"
RANGE = re.compile(r"([0-9a-f]+)-([0-9a-f]+) r\S* .*?(?:\[(\w+)\])?$")
CHUNK = 64 << 20
OVERLAP = 128

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")


CHILD = """
import sys
from pathlib import Path
from lvv_desk import paths
paths.state_folder = lambda: Path(sys.argv[2])
from lvv_desk.services import vaults
from lvv_desk.services.services import Services

def stop(where):
    print(where, flush=True)
    sys.stdin.readline()

desk = vaults.open_vault(Path(sys.argv[1]), sys.stdin.readline().removesuffix("\\n"))
services = Services(desk)
read = [services.cases.view_by_id(row.case_id).case.number for row in services.cases.page("Zwaluw").rows]
stop(f"open {len(read)}")
desk.close()
del desk, services
stop("closed")
"""
"""Opens the vault with the passphrase on its input, reads every case, and stops at each point to be looked at. It is
no module of the tests: what the tests know would be in its memory."""


def secrets_of(folder: Path) -> dict[str, bytes]:
    """Every form in which a key could be found; the test opens the slots itself to know them."""
    _, keys, data_key = keys_of_backup(slot_file.read(folder), PASSPHRASE)
    found = {"seeds": bytes(keys.seeds()[:64]), "signing seed": bytes(keys.seeds()[-32:])}
    for name, raw in (("data key", data_key.raw()), ("database key", _raw(data_key.database())),
                      ("backup key", _raw(data_key.backup()))):  # fmt: skip
        found |= {name: bytes(raw), f"{name} in digits": raw.hex().encode()}
    return found


def _raw(notation: bytearray) -> bytes:
    return bytes.fromhex(notation[2:-1].decode())


def scan(process: int, wanted: dict[str, bytes]) -> dict[str, int]:
    """How often each is in the memory of a process."""
    found = dict.fromkeys(wanted, 0)
    with Path(f"/proc/{process}/mem").open("rb", buffering=0) as memory:
        for start, end in _ranges(process):
            for at in range(start, end, CHUNK):
                try:
                    memory.seek(at)
                    content = memory.read(min(CHUNK + OVERLAP, end - at))
                except (OSError, ValueError, OverflowError):
                    continue
                for name, secret in wanted.items():
                    found[name] += _count(content, secret, at + CHUNK < end)
    return found


def _ranges(process: int) -> Iterator[tuple[int, int]]:
    for line in Path(f"/proc/{process}/maps").read_text("ascii", "replace").splitlines():
        match = RANGE.match(line)
        if match and match[3] not in ("vvar", "vsyscall"):
            yield int(match[1], 16), int(match[2], 16)


def _count(content: bytes, secret: bytes, more: bool) -> int:
    """Occurrences that begin in this chunk; what begins in the overlap is counted with the next."""
    count, at = 0, content.find(secret)
    while at >= 0 and (not more or at < CHUNK):
        count, at = count + 1, content.find(secret, at + 1)
    return count


@contextmanager
def opened(folder: Path, state: Path) -> Iterator[tuple[int, IO[str], IO[str]]]:
    process = subprocess.Popen(
        [sys.executable, "-c", CHILD, str(folder), str(state)],
        cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    into, out = process.stdin, process.stdout
    assert into is not None
    assert out is not None
    try:
        into.write(PASSPHRASE + "\n")
        into.flush()
        yield process.pid, into, out
    finally:
        into.close()
        out.close()
        process.wait(60)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    desk = vaults.create(tmp_path / "kluis", PASSPHRASE, practice=True, kdf=CHEAP)
    Services(desk).cases.register(name=CANARY, municipality="utrecht", on=desk.today())
    desk.close()
    return desk.vault.folder


def test_no_key_is_left_in_memory(tmp_path: Path, folder: Path) -> None:
    keys = secrets_of(folder)
    with opened(folder, tmp_path / "state") as (process, into, out):
        assert out.readline() == "open 1\n"
        while_open = scan(process, {name: one for name, one in keys.items() if name.startswith(("database", "backup"))})
        into.write("\n")
        into.flush()
        assert out.readline() == "closed\n"
        afterwards = scan(process, keys)
    assert while_open == dict.fromkeys(while_open, 0)
    assert afterwards == dict.fromkeys(keys, 0)


def test_what_was_read_and_typed_does_not_stay_in_memory(tmp_path: Path, folder: Path) -> None:
    wanted = {"passphrase": PASSPHRASE.encode(), "case": CANARY.encode(), "search": CANARY.lower().encode()}
    with opened(folder, tmp_path / "state") as (process, into, out):
        assert out.readline() == "open 1\n"
        assert scan(process, wanted)["case"] > 0
        into.write("\n")
        into.flush()
        assert out.readline() == "closed\n"
        assert scan(process, wanted) == dict.fromkeys(wanted, 0)
