"""What all tests share: no screen needed, no user settings read or written, a cheap key derivation."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from lvv_desk import paths, texts
from lvv_desk.services import vaults
from lvv_desk.services.desk import Desk
from lvv_desk.vault import kdf
from lvv_desk.vault.kdf import KdfParameters
from tests import ready

CHEAP = KdfParameters(memory_kib=65_536, passes=1, lanes=1)
PASSPHRASE = "een zin om mee te testen"
NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)

# A key that was derived once in this process is not derived again: most vaults of the tests open with what made them.
kdf.key_from = lru_cache(maxsize=1024)(kdf.key_from)


def pytest_collection_finish() -> None:
    """Closing a vault collects garbage: what was imported is none, and need not be looked at each time."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session", autouse=True)
def _ready(tmp_path_factory: pytest.TempPathFactory) -> None:
    ready.keep_in(tmp_path_factory.mktemp("ready"))


@pytest.fixture(autouse=True)
def _own_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(paths, "settings_file", lambda: tmp_path / "settings" / "settings.toml")
    monkeypatch.setattr("lvv_desk.settings.settings_file", lambda: tmp_path / "settings" / "settings.toml")
    # What a close overwrites in memory is looked at from outside, in processes of their own: tests/vault/test_leaks_memory.
    monkeypatch.setattr("lvv_desk.services.desk._overwrite_free_blocks", lambda: None)
    monkeypatch.setattr("lvv_desk.services.desk._overwrite_kept_chunks", lambda _: None)
    monkeypatch.setattr("lvv_desk.vault.vault.calibrated", lambda: CHEAP)  # tests/vault/test_keys tries the real one
    for module in ("desk", "vaults", "restoring"):
        monkeypatch.setattr(f"lvv_desk.services.{module}.state_folder", lambda: tmp_path / "state")
    texts.use("nl")
    yield
    texts.use("nl")


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """An empty practice vault, open."""
    opened = vaults.create(tmp_path / "kluis", PASSPHRASE, practice=True, kdf=CHEAP, clock=lambda: NOW)
    yield opened
    opened.close()
