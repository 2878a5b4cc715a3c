"""Taking cases away for good, and taking them away again from a backup that was put back."""

from __future__ import annotations

from uuid import UUID

from lvv_desk.services.desk import Desk
from lvv_desk.store import erasure
from lvv_desk.store.unit_of_work import UnitOfWork
from lvv_desk.vault import erasure_list


def take_away(work: UnitOfWork, case_ids: list[UUID]) -> None:
    """Everything of these cases, their counts apart. The log keeps their ids, which name nobody."""
    for case_id in case_ids:
        erasure.erase_case(work, case_id)
        work.log("case.erased", "case", case_id)


def apply_again(desk: Desk) -> int:
    """Takes away what was erased before, where a backup brought it back. Returns how many cases."""
    known = erasure_list.read(desk.vault.folder)
    with desk.store.read() as reader:
        back = [case_id for case_id in known if erasure.is_there(reader, case_id)]
    if back:
        with desk.store.write() as work:
            take_away(work, back)
        desk.store.compact()
    return len(back)
