"""What a mistake of the program prints: what kind it was and where, never a value."""

from __future__ import annotations

from pathlib import Path

import pytest

from lvv_desk import cli
from lvv_desk.services import vaults
from lvv_desk.services.cases import CaseService
from lvv_desk.services.services import Services
from tests.conftest import CHEAP, PASSPHRASE

CANARY = "Zwaluwstaart-Kwikzilver"


def _broken(*_: object, **__: object) -> None:
    try:
        {}[CANARY]
    except KeyError as error:
        raise RuntimeError(f"de naam {CANARY} past niet") from error


@pytest.fixture
def words(tmp_path: Path) -> list[str]:
    """Where the vault is and how it opens."""
    desk = vaults.create(tmp_path / "kluis", PASSPHRASE, practice=True, kdf=CHEAP)
    Services(desk).cases.register(name=CANARY, municipality="utrecht", on=desk.today())
    desk.close()
    (tmp_path / "zin").write_text(PASSPHRASE, "utf-8")
    return [str(desk.vault.folder), "--passphrase-file", str(tmp_path / "zin")]


def test_a_command_that_breaks_names_no_value(
    words: list[str], monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(CaseService, "every", _broken)
    assert cli.run(["cases", *words]) == 1
    out, err = capfd.readouterr()
    assert CANARY not in out + err
    assert PASSPHRASE not in out + err
    assert "RuntimeError" in err
    assert "test_leaks_crash.py:" in err
    assert len(err.splitlines()) == 1


def test_a_database_that_breaks_names_no_value(
    words: list[str], monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """The driver's errors carry the statement; SQLAlchemy's would carry the values, which it was told to hide."""

    def broken(service: CaseService, *_: object, **__: object) -> None:
        with service._desk.store.read() as reader:
            reader.session.connection().exec_driver_sql("SELECT ?, ? FROM nowhere", (CANARY, CANARY))

    monkeypatch.setattr(CaseService, "every", broken)
    assert cli.run(["cases", *words]) == 1
    out, err = capfd.readouterr()
    assert CANARY not in out + err
    assert "OperationalError" in err
