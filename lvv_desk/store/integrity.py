"""Whether the file is whole, in layers that each see what the others miss (security.md 4.3 and 5.5)."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import func, select
from sqlalchemy.exc import DBAPIError

from lvv_desk.errors import VaultError
from lvv_desk.store import documents, search
from lvv_desk.store.audit import KeyedChain
from lvv_desk.store.tables import AnswerRow, CaseRow, CriterionResultRow, DraftRow, ExitRow, StepRow, SummaryRow
from lvv_desk.store.unit_of_work import Reader, Store

Layer = Callable[[], list[str]]


def quick_layers(store: Store) -> dict[str, Layer]:
    """What is looked at after every unlock: every page's code, and the structure of the tables."""
    return {
        "cipher": lambda: _pragma(store, "cipher_integrity_check"),
        "structure": lambda: _pragma(store, "quick_check"),
    }


def all_layers(store: Store, chain: KeyedChain) -> dict[str, Layer]:
    """Everything: also the indexes, the references, the search words, the log, and the contents and files of cases."""

    def of_log() -> list[str]:
        with store.read() as reader:
            return chain.problems(reader)

    def of_contents() -> list[str]:
        with store.read() as reader:
            return chain.deviating(reader)

    def of_documents() -> list[str]:
        with store.read() as reader:
            return documents.problems(reader)

    def of_lists() -> list[str]:
        with store.read() as reader:
            return _lists(reader)

    return {
        "cipher": lambda: _pragma(store, "cipher_integrity_check"),
        "pages": lambda: _pragma(store, "integrity_check"),
        "references": lambda: _pragma(store, "foreign_key_check"),
        "search": lambda: search.problems(store.engines.write),
        "lists": of_lists,
        "log": of_log,
        "contents": of_contents,
        "documents": of_documents,
    }


def run(layers: dict[str, Layer]) -> dict[str, list[str]]:
    """Each layer with the problems it found; one that can't be read at all is a problem itself."""
    found: dict[str, list[str]] = {}
    for name, layer in layers.items():
        try:
            found[name] = layer()
        except DBAPIError as error:
            found[name] = [type(error.orig).__name__]
        except VaultError as error:
            found[name] = [error.key]
        except (ValueError, TypeError, RecursionError) as error:  # a column that holds what nobody writes there
            found[name] = [type(error).__name__]
    return found


def only_free_pages(store: Store, found: dict[str, list[str]]) -> bool:
    """Whether nothing is wrong but pages that nothing stands on.

    A transaction that takes such a page into use keeps no copy of what was on it, so a power cut can leave it torn; no
    data is lost. Every page that something stands on is read here, with its code.
    """
    wrong = {name for name, problems in found.items() if problems}
    return wrong == {"cipher"} and not run({"pages": lambda: _pragma(store, "integrity_check")})["pages"]


def _pragma(store: Store, name: str) -> list[str]:
    with store.engines.read.begin() as connection:
        rows = [tuple(row) for row in connection.exec_driver_sql(f"PRAGMA {name}")]
    return [" ".join(map(str, row)) for row in rows if row != ("ok",)]


def _lists(reader: Reader) -> list[str]:
    cases = reader.session.scalar(select(func.count()).select_from(CaseRow)) or 0
    rows = reader.session.scalar(select(func.count()).select_from(SummaryRow)) or 0
    found = [] if cases == rows else [f"{cases} / {rows}"]
    # List rows are made from the cases and not sealed with them: an old one would hide that a draft is waiting.
    drafted = select(DraftRow.case_id).distinct()
    hidden = select(SummaryRow.case_id).where(SummaryRow.has_draft.is_(False), SummaryRow.case_id.in_(drafted))
    return found + [str(one) for one in reader.session.scalars(hidden)]


def names_in_use(reader: Reader) -> tuple[set[str], set[str], set[str], set[str]]:
    """The ids of fields, criteria, steps and outcomes that records name."""
    columns = (AnswerRow.field_id, CriterionResultRow.criterion_id, StepRow.step_id, ExitRow.outcome)
    fields, criteria, steps, outcomes = (set(reader.session.scalars(select(one).distinct())) for one in columns)
    return fields, criteria, steps, outcomes
