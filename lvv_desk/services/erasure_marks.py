"""Taking cases away for good, and taking them away again from a backup that was put back."""

from __future__ import annotations

from contextlib import suppress
from uuid import UUID

from lvv_desk.services.desk import Desk
from lvv_desk.store import erasure
from lvv_desk.store.unit_of_work import UnitOfWork
from lvv_desk.vault import erasure_list


def take_away(desk: Desk, work: UnitOfWork, case_ids: list[UUID]) -> None:
    """Everything of these cases, their counts apart. The log keeps their ids, which name nobody."""
    for case_id in case_ids:
        erasure.erase_case(work, case_id, desk.registry.lvv_programmes)
        work.log("case.erased", "case", case_id)


def apply_again(desk: Desk) -> int:
    """Makes the vault and the list beside it say the same of who was erased, at every opening.

    What a backup brought back is taken away again; what the list lacks, because the program was killed just then, is
    added. Returns how many cases were taken away.
    """
    folder, code = desk.vault.folder, desk.chain.code
    known = erasure_list.read(folder, code)
    with desk.store.read() as reader:
        done = {
            UUID(one) for row in erasure.proposals(reader, done=True) if row.kind == "erase" for one in row.case_ids
        }
        back = [case_id for case_id in known if erasure.is_there(reader, case_id)]
    if done - known.keys():
        with suppress(OSError):
            erasure_list.add(folder, sorted(done - known.keys()), desk.today(), code)
    if back:
        with desk.store.write() as work:
            take_away(desk, work, back)
        desk.store.compact()
    return len(back)
