"""Looking at a vault that went through something.

What the program notices by itself (opening, its own checks) is kept apart from what only the harness can know (what
was acknowledged, what the tables held): a loss that only the harness sees is one that no counsellor would see.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy import Connection

from lvv_desk.errors import DeskError
from lvv_desk.services.desk import Desk
from lvv_desk.services.services import Services
from tests.torture import told
from tests.torture.opening import MUNICIPALITY, abandon, open_desk, reported
from tests.torture.told import Found, Line

SEGMENTS = "_search_idx"
"""Where the terms of the search index begin: its own check and searching tell of it, a digest of it says nothing."""
NAME, REFERRED = "name_used", "referral_date"
AFTERWARDS = "Na de storing"


@dataclass(frozen=True)
class Person:
    """What the scenario can see of a case: whether the intake is finished, and the answers with and without draft."""

    finished: bool = False
    has_draft: bool = False
    standing: frozenset[tuple[str, str]] = frozenset()
    shown: frozenset[tuple[str, str]] = frozenset()


State = Person | None


def after(state: State, action: Line) -> State:
    """What an action makes of a case."""
    kind = action["kind"]
    if kind == "register":
        referred = {(REFERRED, action["on"])} if "on" in action else set()
        named = frozenset({(NAME, action["name"]), *referred})
        return Person(standing=named, shown=named)
    if state is None:
        return None
    if kind == "save":
        kept = {one for one in state.shown if one[0] != action["field"]}
        return replace(state, has_draft=True, shown=frozenset(kept | {(action["field"], action["value"])}))
    if kind == "discard":
        return replace(state, has_draft=False, shown=state.standing)
    if kind == "finish":
        return Person(finished=True, standing=state.shown, shown=state.shown)
    raise ValueError(kind)


@dataclass
class Expected:
    """The states one case may be in, and the one it is in when nothing was kept that was not acknowledged."""

    possible: set[State]
    strict: State = None


def expected(said: Iterable[Line]) -> dict[str, Expected]:
    """By name: an action that was acknowledged must be there; one that was not, wholly or not at all."""
    found: dict[str, Expected] = {}
    for action, acknowledged in told.outcomes(list(said)):
        if "name" not in action:
            continue
        one = found.setdefault(action["name"], Expected({None}))
        next_states = {after(state, action) for state in one.possible}
        one.possible = next_states if acknowledged else one.possible | next_states
        one.strict = after(one.strict, action) if acknowledged else one.strict
    return found


def verify_cases(folder: Path, said: list[Line] | None, also: Callable[[Desk], list[str]] = lambda _: []) -> Found:
    """Opens the vault and compares it with what was said; without that, only what the program sees and what it holds.

    ``also`` finds what else is wrong with it.
    """
    found = Found()
    try:
        desk = open_desk(folder)
    except DeskError as error:
        return replace(found, seen=[f"does not open: {error.key}"])
    except Exception as error:
        return replace(found, seen=[f"does not open: {_short(error)}"])
    try:
        return _looked_through(desk, found, said, also)
    finally:
        abandon(desk)


def _looked_through(desk: Desk, found: Found, said: list[Line] | None, also: Callable[[Desk], list[str]]) -> Found:
    try:
        found.seen.extend(reported(desk))
    except Exception as error:
        found.seen.append(f"the checks fail: {_short(error)}")
        return found
    try:
        with desk.store.read() as reader:
            found = replace(found, tables=digests(reader.session.connection()))
        if said is None:
            return found
        found.missed.extend(_index(desk))
        kept, differing = _compare(Services(desk), expected(said))
        found.missed.extend([*differing, *also(desk)])
        found.missed.extend(_goes_on(Services(desk)))
    except Exception as error:
        found.missed.append(f"using it fails: {_short(error)}")
        return found
    return replace(found, kept=kept)


def digests(connection: Connection) -> dict[str, str]:
    """A digest of the rows of each table, those of the search index included."""
    tables = connection.exec_driver_sql("SELECT name, sql FROM sqlite_schema WHERE type = 'table' ORDER BY name")
    found = {}
    for name, sql in tables.all():
        if "virtual table" in sql.lower() or name.endswith(SEGMENTS):
            continue
        rows = sorted(repr(tuple(row)) for row in connection.exec_driver_sql(f'SELECT * FROM "{name}"'))
        found[name] = hashlib.sha256("\n".join([sql, *rows]).encode()).hexdigest()
    return found


def _index(desk: Desk) -> list[str]:
    """The search index's own check, which counts as a write and is taken back."""
    problems = []
    with desk.store.engines.write.connect() as connection:
        made = connection.exec_driver_sql("SELECT name FROM sqlite_schema WHERE sql LIKE '%USING fts5%'").scalars()
        for name in made.all():
            try:
                connection.exec_driver_sql(f"INSERT INTO {name}({name}, rank) VALUES('integrity-check', 1)")
            except Exception as error:
                problems.append(f"index {name}: {_short(error)}")
        connection.rollback()
    return problems


def _compare(services: Services, wanted: dict[str, Expected]) -> tuple[int, list[str]]:
    rows = services.cases.every()
    problems = [f"{one.name}: nobody registered this case" for one in rows if one.name not in wanted]
    kept = 0
    for name, one in wanted.items():
        mine = [row for row in rows if row.name == name]
        if len(mine) > 1:
            problems.append(f"{name}: there are {len(mine)} of this case")
            continue
        state = _person(services, mine[0].case_id) if mine else None
        if state not in one.possible:
            problems.append(f"{name}: {_differing(state, one.strict)}")
        kept += state != one.strict
        if mine and [row.case_id for row in services.cases.page(name).rows if row.name == name] != [mine[0].case_id]:
            problems.append(f"{name}: not found by searching")
    return kept, problems


def _person(services: Services, case_id: object) -> Person:
    view = services.cases.view_by_id(case_id)  # type: ignore[arg-type]
    state = services.intake.state(view.case.id)
    standing, shown = (frozenset((a.key.field_id, str(a.value)) for a in answers)
                       for answers in (view.answers, state.answers))  # fmt: skip
    return Person(view.dates.intake_finished_on is not None, view.has_draft, standing, shown)


def _differing(state: State, strict: State) -> str:
    if state is None or strict is None:
        return f"there is {'no' if state is None else 'a'} case, against what was acknowledged"
    wrong = [name for name in Person.__dataclass_fields__ if getattr(state, name) != getattr(strict, name)]
    return f"{', '.join(wrong)} not as acknowledged, nor as the unfinished action would leave it"


def _goes_on(services: Services) -> list[str]:
    """Work goes on after recovery: a vault that can only be read is not a whole one."""
    services.cases.register(name=AFTERWARDS, municipality=MUNICIPALITY, on=services.desk.today())
    return [] if services.cases.page(AFTERWARDS).total == 1 else ["a new case is not found"]


def _short(error: Exception) -> str:
    code = getattr(error, "key", None)
    return str(code) if code else f"{type(error).__name__}: {(str(error).splitlines() or [''])[0][:120]}"
