"""What reaches the disk and the network in the whole job on the command line: no name, no key, no socket.

strace shows every call of the program. The only files that may hold names are those the user asked for.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from lvv_desk.services.practice import worked_rows
from lvv_desk.vault import slot_file
from lvv_desk.vault.vault import keys_of_backup
from tests.torture import trace
from tests.vault import test_leaks_network as network

ROOT = Path(__file__).resolve().parents[2]
PASSPHRASE = "kaneelstok onder zeven regenbogen"
NAMES = ("Zwaluwstaart", "Kwikzilver", "Boterbloem", "Hazelworm")
TOWN = "Verzonnenstad"
TERMINAL = ("pipe:", "/dev/")

CHILD = """
import sys
from lvv_desk import cli
from lvv_desk.services import vaults
from lvv_desk.vault.kdf import KdfParameters
real = vaults.create
vaults.create = lambda *given, **named: real(*given, **named, kdf=KdfParameters(65_536, 1, 1))
passphrase = ["--passphrase-file", sys.argv[2]]
vault, rows, pdf, release, backups = sys.argv[1], *sys.argv[3:]
for words in (
    ["new", vault], ["import", vault, rows], ["cases", vault, "--search", "Zwaluw"], ["show", vault, "bestand 1"],
    ["assess", vault, "bestand 1"], ["handover", vault, "bestand 1", "--to", "ind", "--out", pdf], ["figures", vault],
    ["release", vault, "--out", release, "--k", "1"], ["backup", vault, "--to", backups], ["verify", vault], ["audit", vault],
    ["cases", vault, "--search", "O'Zwaluw (nergens"],
):
    status = cli.run([*words, *passphrase])
    assert status == 0 or words[0] == "release", (words, status)
"""


@dataclass(frozen=True)
class Job:
    """A run of the whole job: where it was and every call that it made."""

    home: Path
    vault: Path
    asked_for: frozenset[Path]
    calls: tuple[tuple[str, str, str], ...]


def _rows() -> list[dict[str, Any]]:
    rows = []
    for number, (name, row) in enumerate(zip(NAMES, worked_rows(), strict=False), start=1):
        answers = {**row["answers"], "name_used": f"{name} {TOWN}"}
        rows.append({**row, "reference": f"bestand {number}", "answers": answers})
    return rows


@pytest.fixture(scope="module")
def job(tmp_path_factory: pytest.TempPathFactory) -> Job:
    if why := trace.unavailable():
        pytest.skip(why)
    base = tmp_path_factory.mktemp("leaks")
    home, given, asked = base / "home", base / "given", base / "asked"
    for one in (home, home / "tmp", given, asked):
        one.mkdir()
    (given / "zin").write_text(PASSPHRASE, "utf-8")
    (given / "rijen.json").write_text(json.dumps(_rows()), "utf-8")
    vault, pdf, log = home / "kluis", asked / "overdracht.pdf", base / "strace"
    environment = {name: value for name, value in os.environ.items() if not name.startswith("XDG_")}
    files = ("write,pwrite64,writev,pwritev,sendto,sendmsg,sendfile,mmap,?open,openat,?creat,?rename,renameat2,?mkdir,mkdirat,"
             "?link,linkat,?symlink,symlinkat")  # fmt: skip
    done = subprocess.run(
        ["strace", "-q", "-f", "-y", "-xx", "-s", str(1 << 24), "-e", "signal=none", "-e", f"trace={files},network,execve",
         "-o", str(log), sys.executable, "-c", CHILD, str(vault), str(given / "zin"), str(given / "rijen.json"),
         str(pdf), str(home / "levering"), str(asked / "stick")],
        cwd=ROOT, check=False, capture_output=True, timeout=300,
        env={**environment, "HOME": str(home), "TMPDIR": str(home / "tmp"), "PYTHONPATH": str(ROOT),
             "PYTHONDONTWRITEBYTECODE": "1"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr.decode()[-2000:]
    made = tuple((name, arguments, opened) for _, name, arguments, _, opened in trace.calls(log.read_text("ascii")))
    assert pdf.exists()
    return Job(home, vault, frozenset({pdf}), made)


def _secrets(job: Job) -> dict[str, bytes]:
    """Every key as bytes and as digits, and the passphrase."""
    slot, keys, data_key = keys_of_backup(slot_file.read(job.vault), PASSPHRASE)
    raw = {"seeds": bytes(keys.seeds()), "signing seed": bytes(keys.seeds()[-32:]), "data key": bytes(data_key.raw())}
    for name, notation in (("database key", data_key.database()), ("backup key", data_key.backup())):
        raw[name] = bytes.fromhex(notation[2:-1].decode())
    found = {**raw, **{f"{name} in digits": one.hex().encode() for name, one in raw.items()}}
    return {**found, "passphrase": PASSPHRASE.encode(), "slot": bytes.fromhex(slot.id.replace("-", "")) + b"never"}


def _names() -> dict[str, bytes]:
    forms = {}
    for word in (*NAMES, TOWN):
        for name, text in (("", word), (" lower", word.lower())):
            forms |= {f"{word}{name}": text.encode(), f"{word}{name} utf-16": text.encode("utf-16-le")}
    return forms


def _written(job: Job) -> Iterator[tuple[str, bytes]]:
    """Every payload with the file that it went to; what goes to the terminal was asked for."""
    for name, arguments, _ in job.calls:
        if name not in ("write", "pwrite64", "writev", "pwritev", "sendto", "sendmsg"):
            continue
        (_, handle), *_ = re.findall(trace.HANDLE, arguments)
        path = trace.plain(handle).decode("utf-8", "replace")
        if path.startswith(TERMINAL) or Path(path.removesuffix(" (deleted)")) in job.asked_for:
            continue
        for payload, cut in re.findall(trace.STRING, arguments):
            assert not cut
            yield path, trace.plain(payload)


def test_nothing_is_written_in_the_clear(job: Job) -> None:
    wanted = {**_names(), **_secrets(job)}
    written = list(_written(job))
    assert sum(path.startswith(str(job.vault)) for path, _ in written) > 100
    found = {
        (Path(path).name, name) for path, payload in written for name, secret in wanted.items() if secret in payload
    }
    assert found == set()


def test_no_file_is_mapped_for_writing(job: Job) -> None:
    """What is written through a mapping would not be among the calls above."""
    mapped = [arguments for name, arguments, _ in job.calls if name == "mmap" and "MAP_SHARED" in arguments]
    assert [
        one for one in mapped if "PROT_WRITE" in one and str(job.home).encode().hex() in one.replace("\\x", "")
    ] == []


def test_no_file_that_stays_holds_names_or_keys(job: Job) -> None:
    wanted = {**_names(), **_secrets(job)}
    files = [one for one in job.home.parent.rglob("*") if one.is_file()]
    files = [one for one in files if one.name not in ("strace", "zin", "rijen.json") and one not in job.asked_for]
    assert {one.name for one in files} >= {"vault.keys", "vault-1.db", "database.lvvb", "manifest.json"}
    contents = {one: one.read_bytes() for one in files}
    found = {
        (one.name, name) for one, content in contents.items() for name, secret in wanted.items() if secret in content
    }
    assert found == set()


def test_no_name_is_part_of_a_file_name_or_an_argument(job: Job) -> None:
    forms = {name: "".join(f"\\x{one:02x}" for one in form) for name, form in _names().items()}
    calls = [one for one in job.calls if one[0] not in ("write", "pwrite64", "writev", "pwritev", "sendto", "sendmsg")]
    assert len(calls) > 100
    assert {
        name for _, arguments, opened in calls for name, form in forms.items() if form in arguments + opened
    } == set()


def test_no_socket_is_opened(job: Job) -> None:
    calls = [
        (name, arguments) for name, arguments, _ in job.calls if name in ("socket", "connect", "bind", "socketpair")
    ]
    assert network.beyond_this_computer(calls) == []
    assert network.unix_sockets(calls) <= {network.NAME_SERVICE}


def test_the_search_finds_what_is_written(job: Job) -> None:
    """The file with rows, which the user gave, holds the names: the same search must see them."""
    given = (job.home.parent / "given" / "rijen.json").read_bytes()
    assert all(name.encode() in given for name in NAMES)
    assert any(b"SQLite format 3" not in payload and len(payload) >= 4096 for _, payload in _written(job))
