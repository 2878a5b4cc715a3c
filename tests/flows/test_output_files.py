"""What leaves: never onto the vault or through a link, whole or not at all, for its owner only, and never unrecorded."""

from __future__ import annotations

import os
import stat
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from lvv_desk.errors import DeskError, InputError, VaultError
from lvv_desk.services import practice
from lvv_desk.services.desk import Desk
from lvv_desk.services.evaluation import EvaluationService
from lvv_desk.services.handovers import HandoverService
from lvv_desk.services.health import HealthService
from lvv_desk.services.importing import ImportService
from lvv_desk.store import audit
from lvv_desk.store.unit_of_work import Store, UnitOfWork
from tests.conftest import OpenWith

Leave = Callable[[Path], object]
KINDS = ("handover", "release")


@pytest.fixture
def full(open_with: OpenWith) -> Desk:
    return open_with("30 cases", lambda desk: ImportService(desk).rows(list(practice.fictitious_rows(30))))


def leave(desk: Desk, kind: str, *, replace: bool = False) -> Leave:
    """Lets a handover or a release leave to a path."""
    if kind == "release":
        service = EvaluationService(desk)
        preview = service.preview()
        return lambda path: service.write(preview, path)
    handovers = HandoverService(desk)
    shown = handovers.preview("F2019-00001", "dtv")
    return lambda path: handovers.save(shown, path, replace=replace)


def recorded(desk: Desk) -> int:
    with desk.store.read() as reader:
        return sum(
            one.action in ("handover.saved", "release.written")
            for one in audit.entries(reader, audit.Filter(), limit=10_000)
        )


def contents(folder: Path) -> dict[str, bytes]:
    return {str(one.relative_to(folder)): one.read_bytes() for one in sorted(folder.rglob("*")) if one.is_file()}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("inside", ["", "vault-1.db", "nieuw", "a/b/c"])
@pytest.mark.parametrize("linked", [False, True])
def test_the_vault_is_never_written_over(full: Desk, tmp_path: Path, kind: str, inside: str, linked: bool) -> None:
    vault = full.vault.folder
    before = sorted(contents(vault))
    place = vault
    if linked:
        place = tmp_path / "koppeling"
        place.symlink_to(vault, target_is_directory=True)
    with pytest.raises(InputError) as raised:
        leave(full, kind, replace=True)(place / inside)
    assert raised.value.key == "file_in_vault"
    assert sorted(contents(vault)) == before
    assert HealthService(full).check().passed
    assert recorded(full) == 0


def test_the_database_has_one_name_of_its_own(full: Desk) -> None:
    with pytest.raises(InputError) as raised:
        leave(full, "handover", replace=True)(full.vault.database)
    assert raised.value.key == "file_in_vault"


def test_a_file_that_is_there_is_replaced_only_when_that_was_asked(full: Desk, tmp_path: Path) -> None:
    path = tmp_path / "x.pdf"
    path.write_text("van iemand anders")
    path.chmod(0o644)
    with pytest.raises(InputError) as raised:
        leave(full, "handover")(path)
    assert raised.value.key == "file_exists"
    assert path.read_text() == "van iemand anders"
    leave(full, "handover", replace=True)(path)
    assert path.read_bytes().startswith(b"%PDF")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


@pytest.mark.parametrize("what", ["folder", "link", "link to nothing", "pipe"])
def test_what_is_no_ordinary_file_is_no_place_for_a_handover(full: Desk, tmp_path: Path, what: str) -> None:
    path, other = tmp_path / "x.pdf", tmp_path / "ander.txt"
    other.write_text("van iemand anders")
    make: dict[str, Callable[[], object]] = {
        "folder": path.mkdir, "link": lambda: path.symlink_to(other),
        "link to nothing": lambda: path.symlink_to(tmp_path / "niets"), "pipe": lambda: os.mkfifo(path),
    }  # fmt: skip
    make[what]()
    with pytest.raises(InputError) as raised:
        leave(full, "handover", replace=True)(path)
    assert raised.value.key == ("file_is_folder" if what == "folder" else "file_not_plain")
    assert other.read_text() == "van iemand anders"
    assert recorded(full) == 0


@pytest.mark.parametrize("kind", KINDS)
def test_what_leaves_is_for_its_owner_only(full: Desk, tmp_path: Path, kind: str) -> None:
    old = os.umask(0)
    try:
        leave(full, kind)(tmp_path / "uit")
    finally:
        os.umask(old)
    found = [tmp_path / "uit", *(tmp_path / "uit").rglob("*")] if kind == "release" else [tmp_path / "uit"]
    assert {stat.S_IMODE(one.stat().st_mode) for one in found} == ({0o700, 0o600} if kind == "release" else {0o600})


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_leaves_when_it_can_not_be_recorded(
    full: Desk, tmp_path: Path, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    do = leave(full, kind)
    real = Store.write

    @contextmanager
    def full_disk(store: Store) -> Iterator[UnitOfWork]:
        with real(store) as work:
            yield work
            raise VaultError("disk_full")

    monkeypatch.setattr(Store, "write", full_disk)
    (tmp_path / "uit").mkdir()
    with pytest.raises(VaultError):
        do(tmp_path / "uit" / "diep")
    assert list((tmp_path / "uit").iterdir()) == []
    assert recorded(full) == 0


@pytest.mark.parametrize("kind", KINDS)
def test_it_gets_its_name_after_the_record(
    full: Desk, tmp_path: Path, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    do, seen = leave(full, kind), []
    real = UnitOfWork.log

    def log(work: UnitOfWork, *args: object, **named: object) -> None:
        seen.append((tmp_path / "uit").exists())
        real(work, *args, **named)  # type: ignore[arg-type]  # passed on as it came

    monkeypatch.setattr(UnitOfWork, "log", log)
    do(tmp_path / "uit")
    assert seen == [False]
    assert (tmp_path / "uit").exists()


@pytest.mark.parametrize("kind", KINDS)
def test_files_that_look_like_ours_are_left_alone(full: Desk, tmp_path: Path, kind: str) -> None:
    victim = tmp_path / "slachtoffer"
    victim.mkdir()
    (victim / "brief.txt").write_text("van iemand anders")
    (tmp_path / ".uit.part").symlink_to(victim, target_is_directory=True)
    (tmp_path / ".lvv-x.part").mkdir()
    leave(full, kind)(tmp_path / "uit")
    assert contents(victim) == {"brief.txt": b"van iemand anders"}
    assert (tmp_path / ".uit.part").is_symlink()
    assert (tmp_path / ".lvv-x.part").is_dir()


def test_an_empty_folder_stays_the_folder_it_was(full: Desk, tmp_path: Path) -> None:
    folder = tmp_path / "levering"
    folder.mkdir(mode=0o755)
    before = folder.stat()
    leave(full, "release")(folder)
    after = folder.stat()
    assert (after.st_ino, after.st_mode) == (before.st_ino, before.st_mode)
    assert sorted(one.name for one in folder.iterdir()) == ["cases.csv", "codebook.csv", "release.json", "steps.csv"]


def test_an_empty_folder_without_rights_is_not_replaced(
    full: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "levering"
    folder.mkdir()
    real = tempfile.mkdtemp

    def refuse(suffix: str, prefix: str, where: Path) -> str:
        if Path(where) == folder.resolve():
            raise PermissionError(13, "Permission denied", str(where))
        return real(suffix, prefix, where)

    monkeypatch.setattr(tempfile, "mkdtemp", refuse)
    before = folder.stat().st_ino
    with pytest.raises(InputError) as raised:
        leave(full, "release")(folder)
    assert raised.value.key == "release_not_written"
    assert "Permission" not in str(raised.value)
    assert folder.stat().st_ino == before
    assert list(folder.iterdir()) == []


def test_a_failed_release_takes_away_the_folders_it_made(
    full: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    do = leave(full, "release")
    monkeypatch.setattr("lvv_desk.evaluation.anonymity.achieved_k", lambda *_: 1)
    with pytest.raises(InputError):
        do(tmp_path / "a" / "b" / "levering")
    assert not (tmp_path / "a").exists()


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("path", [".", "/", "", "..", "/proc/nergens/x", "{file}/x"])
def test_impossible_places_get_a_plain_sentence(
    full: Desk, tmp_path: Path, kind: str, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "bestand").write_text("x")
    (tmp_path / "hier").mkdir()
    (tmp_path / "hier" / "iets").write_text("x")
    monkeypatch.chdir(tmp_path / "hier")
    before = contents(tmp_path / "hier")
    with pytest.raises(DeskError) as raised:
        leave(full, kind, replace=True)(Path(path.format(file=tmp_path / "bestand")))
    assert not any(word in str(raised.value) for word in ("Errno", "Permission", "directory", "Error"))
    assert contents(tmp_path / "hier") == before
    assert recorded(full) == 0
