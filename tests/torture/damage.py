"""Damage to the files of a vault that is closed: bits that flip, pages that are lost, swapped, or put back old."""

from __future__ import annotations

import hashlib
import json
import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from tests.torture import told, trace
from tests.torture.disk import Disk
from tests.torture.outcome import COMMON, Amount, Outcome
from tests.torture.pool import Pool
from tests.torture.reference import Reference, Verdict
from tests.torture.told import Line
from tests.torture.trace import Record

PAGE = 4096
DIGEST = 64
OF_ONE_COPY = 10
"""A damaged copy beside a good one is opened, which takes longer: one in so many is tried."""
Files = dict[str, bytes]


@dataclass(frozen=True)
class Damaged:
    """A folder after something happened to it."""

    what: str
    files: Files
    said: list[Line]


def damage(pool: Pool, scenario: str, amount: Amount, seed: int) -> Outcome:
    """Every damage must be reported, or have changed nothing that matters."""
    outcome = Outcome(f"damage, {scenario}")
    outcome.skipped = trace.unavailable() or (None if scenario == COMMON else "the same file as that of transactions")
    if outcome.skipped:
        return outcome
    record = trace.record(pool, scenario)
    reference = Reference.of(pool, scenario)

    def judged(one: Damaged) -> tuple[Damaged, Verdict]:
        return one, reference.verdict(one.files, one.said, closely=False)

    for one, verdict in pool.map(judged, _every_damage(record, amount, random.Random(seed))):
        outcome.runs += 1
        kind = one.what.split(":")[0]
        outcome.counts[f"{kind}: {'reported' if verdict.seen else verdict.name}"] += 1
        if not verdict.seen and not (verdict.name == "fine" and kind in HARMLESS_SOMETIMES):
            outcome.problems[f"{kind}: {verdict.name}: {verdict.words}"] += 1
    return outcome


HARMLESS_SOMETIMES = {"journal deleted", "old page", "a page longer"}
"""What may leave the very contents: a transaction that was all there but for its journal, a page of free space, pages
that nothing stands on. The last are told of and taken away at the opening."""


def _every_damage(record: Record, amount: Amount, rng: random.Random) -> Iterator[Damaged]:
    name = _database(record.after)
    for what, content in _hurt(record.before[name], record.after[name], amount, rng):
        yield Damaged(what, {**record.after, name: content}, record.said)
    yield from _without_journal(record, amount, rng)


def _database(files: Files) -> str:
    (name,) = [one for one in files if one.endswith(".db")]
    return name


def _hurt(old: bytes, new: bytes, amount: Amount, rng: random.Random) -> Iterator[tuple[str, bytes]]:
    """The database file in every way that it can be hurt as it lies."""
    for _ in range(amount.flips):
        at, bit = rng.randrange(len(new)), 1 << rng.randrange(8)
        yield "bit flipped", new[:at] + bytes([new[at] ^ bit]) + new[at + 1 :]
    pages = [new[at : at + PAGE] for at in range(0, len(new), PAGE)]
    yield "a page shorter", b"".join(pages[:-1])
    yield "a page longer: zeros", new + bytes(PAGE)
    yield "a page longer: a page of its own", new + pages[-1]
    yield "bytes appended", new + rng.randbytes(rng.randrange(1, PAGE))
    yield "bytes cut off", new[: -rng.randrange(1, PAGE)]
    yield "empty", b""
    yield "old file", old
    for one in _some(range(len(pages)), amount.pages, rng):
        yield "page zeroed", b"".join([*pages[:one], bytes(PAGE), *pages[one + 1 :]])
        other = rng.choice([number for number in range(len(pages)) if number != one])
        swapped = list(pages)
        swapped[one], swapped[other] = pages[other], pages[one]
        yield "pages swapped", b"".join(swapped)
    changed = [at for at in range(0, min(len(old), len(new)), PAGE) if old[at : at + PAGE] != new[at : at + PAGE]]
    for at in _some(changed, amount.pages, rng):
        yield "old page", new[:at] + old[at : at + PAGE] + new[at + PAGE :]


def _some(items: range | list[int], number: int, rng: random.Random) -> list[int]:
    return rng.sample(list(items), min(number, len(items)))


def _without_journal(record: Record, amount: Amount, rng: random.Random) -> Iterator[Damaged]:
    """Crash states in the middle of writing a transaction, with the journal that would undo it taken away."""
    disk, text, found = Disk(record.before), b"", []
    name = _database(record.after)
    for event in record.events:
        disk.do(event)
        text += event.data if event.kind == "told" else b""
        files = disk.live()
        if event.kind == "write" and event.path == name and files.get(f"{name}-journal"):
            left = {one: content for one, content in files.items() if one != f"{name}-journal"}
            found.append(Damaged("journal deleted", left, told.lines(text)))
    yield from rng.sample(found, min(amount.pages, len(found)))


def slot_bytes(pool: Pool, scenario: str, amount: Amount, seed: int) -> Outcome:
    """Every byte of the slot file changed in both copies: it opens with all that was in it, or it does not open."""
    outcome = Outcome(f"slot bytes, {scenario}")
    if scenario != COMMON:
        outcome.skipped = "the same file as that of transactions"
        return outcome
    before, rng = trace.base(pool, scenario), random.Random(seed)
    reference = Reference(pool, scenario, Record(before, (), [], before))

    def judged(one: Damaged) -> tuple[Damaged, Verdict]:
        return one, reference.verdict(one.files, [], closely=False)

    for one, verdict in pool.map(judged, _slot_damage(before, amount, rng)):
        outcome.runs += 1
        kind, _, where = one.what.partition(": ")
        outcome.counts[f"{kind}: {'refused' if verdict.seen else 'opens, contents ' + verdict.kind}"] += 1
        if verdict.kind != "fine" and not verdict.seen:
            outcome.problems[f"{kind}: {verdict.words}"] += 1
        elif kind != "one copy" and not verdict.seen:
            outcome.problems[f"{kind}: opens although {where} was changed"] += 1
        elif kind == "one copy" and verdict.name != "fine":
            outcome.problems[f"{kind}: {verdict.words}"] += 1
    return outcome


def _slot_damage(before: Files, amount: Amount, rng: random.Random) -> Iterator[Damaged]:
    copies = [name for name in before if PurePosixPath(name).name.startswith("vault.keys")]
    content = before[copies[0]]
    for index, at in enumerate(_some(range(len(content)), amount.slot_bytes, rng)):
        changed = content[:at] + bytes([content[at] ^ rng.randrange(1, 256)]) + content[at + 1 :]
        yield Damaged(f"both copies: byte {at}", {**before, **dict.fromkeys(copies, changed)}, [])
        if index % OF_ONE_COPY == 0:
            yield Damaged(f"one copy: byte {at}", {**before, copies[at % len(copies)]: changed}, [])
    for where, forged in _forged(content, rng):
        yield Damaged(f"digest made anew: {where}", {**before, **dict.fromkeys(copies, forged)}, [])


def _forged(content: bytes, rng: random.Random) -> Iterator[tuple[str, bytes]]:
    """The slot file with one value changed and a digest that fits again, as someone who means harm would make it."""
    body = content[DIGEST + 1 :]
    if hashlib.sha256(body).hexdigest().encode() != content[:DIGEST]:
        return
    data = json.loads(body)
    for path in _leaves(data):
        changed = json.loads(body)
        *outer, last = path
        holder = changed
        for step in outer:
            holder = holder[step]
        holder[last] = _other(holder[last], rng)
        again = json.dumps(changed, sort_keys=True, indent=1, ensure_ascii=False).encode()
        yield ".".join(map(str, path)), hashlib.sha256(again).hexdigest().encode() + b"\n" + again


def _leaves(data: Any) -> Iterator[tuple[Any, ...]]:
    """The way to every single value."""
    inner = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else None
    if inner is None:
        yield ()
        return
    for step, value in inner:
        yield from ((step, *rest) for rest in _leaves(value))


def _other(value: Any, rng: random.Random) -> Any:
    """A value of the same kind that is not the same: one character of a text, one more, the opposite."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + 1
    if not isinstance(value, str) or not value:
        return "x"
    at = rng.randrange(len(value))
    return value[:at] + ("1" if value[at] != "1" else "2") + value[at + 1 :]
