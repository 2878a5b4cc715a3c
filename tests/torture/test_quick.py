"""A little of every torture, and proof that the torture finds what it looks for."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.torture import trace
from tests.torture.__main__ import DRIVERS, table
from tests.torture.disk import MODES, Disk
from tests.torture.outcome import Amount, Outcome
from tests.torture.pool import Pool
from tests.torture.power import power_loss
from tests.torture.scenarios import SCENARIOS
from tests.torture.soak import READERS, Soak

LITTLE = Amount(
    kills=4, rare_kills=2, states=30, slot_states=12, lies=25, fault_step=301, rare_fault_step=401, statement_step=37,
    every_fault=False, flips=5, slot_bytes=20, pages=2, full=1,
)  # fmt: skip


@pytest.fixture(scope="module")
def pool() -> Iterator[Pool]:
    with Pool() as made:
        yield made


def _done(outcome: Outcome) -> Outcome:
    if outcome.skipped:
        pytest.skip(outcome.skipped)
    assert outcome.runs > 0
    return outcome


@pytest.mark.parametrize("scenario", SCENARIOS)
@pytest.mark.parametrize("driver", DRIVERS)
def test_the_vault_lives_through(pool: Pool, driver: str, scenario: str) -> None:
    assert _done(DRIVERS[driver](pool, scenario, LITTLE, 5)).found() == []


@pytest.mark.parametrize(
    ("scenario", "wrong"),
    [("unsynced", "damaged, reported"), ("slots_overwritten", "damaged, reported"), ("forgetful", "after action 23")],
)
def test_the_torture_finds(pool: Pool, scenario: str, wrong: str) -> None:
    outcome = _done(power_loss(pool, scenario, LITTLE, 5))
    assert any(words.startswith(wrong) for words in outcome.problems)


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_a_replay_to_the_end_gives_what_the_run_left(pool: Pool, scenario: str) -> None:
    if why := trace.unavailable():
        pytest.skip(why)
    record = trace.record(pool, scenario)
    disk = Disk(record.before)
    for event in record.events:
        disk.do(event)
    assert disk.live() == record.after
    assert record.before != record.after
    assert all(line["say"] in ("will", "did") for line in record.said)


def _hex(text: str) -> str:
    return "".join(f"\\x{one:02x}" for one in text.encode())


def test_reading_a_trace() -> None:
    root, a, b = _hex("/v"), _hex("/v/a"), _hex("/v/b")
    text = "\n".join(
        [
            f'7 openat(AT_FDCWD<{_hex("/")}>, "{a}", O_WRONLY|O_CREAT|O_TRUNC, 0600) = 3<{a}>',
            f'7 write(3<{a}>, "{_hex("abc")}", 3) = 3',
            f'7 write(3<{a}>, "{_hex("defg")}", 4 <unfinished ...>',
            f'8 write(4<{_hex("/log")}>, "{_hex("{}")}", 2) = 2',
            "7 <... write resumed>) = 2",
            f'7 pwrite64(3<{a}>, "{_hex("x")}", 1, 9) = -1 EIO (Input/output error) (INJECTED)',
            f"7 fsync(3<{a}>) = 0",
            f'7 renameat2(AT_FDCWD<{_hex("/")}>, "{a}", AT_FDCWD<{_hex("/")}>, "{b}", 0) = 0',
            f"7 fsync(3<{root}>) = 0",
            f'7 unlinkat(5<{root}>, "{_hex("b")}", 0) = 0',
            "+++ exited with 0 +++",
        ]
    )
    found = [(one.kind, one.path, one.offset, one.data) for one in trace.Reader(Path("/v"), Path("/log")).events(text)]
    assert found == [
        ("create", "a", 0, b""), ("truncate", "a", 0, b""), ("write", "a", 0, b"abc"), ("told", "", 0, b"{}"),
        ("write", "a", 3, b"de"), ("sync", "a", 0, b""), ("rename", "a", 0, b""), ("sync", ".", 0, b""),
        ("unlink", "b", 0, b""),
    ]  # fmt: skip


def test_a_change_that_is_not_known_is_not_skipped() -> None:
    text = f"7 fallocate(3<{_hex('/v/a')}>, 0, 0, 4096) = 0"
    with pytest.raises(trace.NotModelledError):
        list(trace.Reader(Path("/v"), Path("/log")).events(text))


@pytest.mark.parametrize("mode", MODES)
def test_what_is_synced_lasts_and_nothing_else_has_to(mode: str) -> None:
    disk = Disk({"old": b"1" * 2048})
    for event in (
        trace.Event("write", "old", 0, b"2" * 1024), trace.Event("sync", "old"), trace.Event("write", "old", 1024, b"3" * 1024),
        trace.Event("create", "new"), trace.Event("write", "new", 0, b"4"), trace.Event("sync", "new"),
    ):  # fmt: skip
        disk.do(event)
    states = [disk.crash(mode, random.Random(seed)) for seed in range(60)]
    assert all(one["old"][:1024] == b"2" * 1024 and one.get("new", b"4") == b"4" for one in states)
    tails, named = {one["old"][1024:] for one in states}, {"new" in one for one in states}
    untouched, written = b"1" * 1024, b"3" * 1024
    assert tails == {
        "none": {untouched}, "all": {written}, "prefix": {untouched, written}, "subset": {untouched, written},
        "torn": {untouched, written, untouched[:512] + written[:512], written[:512] + untouched[:512]},
    }[mode]  # fmt: skip
    assert named == {"none": {False}, "all": {True}}.get(mode, {False, True})


def test_the_table_tells_of_what_was_skipped_and_found() -> None:
    found = Outcome("een", runs=3, acked=2)
    found.problems["kapot"] += 2
    page = table([found, Outcome("twee", skipped="geen strace")], "quick", 1)
    assert "| een | 3 | 2 | 2 |" in page
    assert "- 2 × kapot" in page
    assert "skipped: geen strace" in page


def test_a_writer_eight_readers_and_locks_under_their_hands(tmp_path: Path) -> None:
    soak = Soak(seed=1)
    soak.run(tmp_path, seconds=3)
    assert not soak.problems
    assert soak.counts["under_their_hands"] >= 1
    assert min(soak.counts["read"], soak.counts["written"]) > READERS
