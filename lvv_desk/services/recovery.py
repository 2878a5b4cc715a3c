"""The recovery codes: whether one was proven, proving one, and new ones."""

from __future__ import annotations

from dataclasses import dataclass

from lvv_desk.domain.report import Report, ReportSection
from lvv_desk.domain.rights import Right
from lvv_desk.errors import InputError
from lvv_desk.pdf.report import render
from lvv_desk.services import signing
from lvv_desk.services.actions import Service, action
from lvv_desk.services.desk import Desk
from lvv_desk.store import audit, records
from lvv_desk.store.unit_of_work import Reader
from lvv_desk.texts import language, t

PROVEN = "recovery_proven"
REMOVED, RENEWED = "account_removed", "recovery_renewed"


@dataclass(frozen=True)
class RecoveryState:
    """Whether a code was typed back, and the codes themselves for as long as they have not been shown to work.

    ``known_to_leaver``: an account was removed, and the codes are still those that its user may have seen.
    """

    proven: bool
    codes: tuple[str, ...]
    known_to_leaver: bool = False


def is_proven(desk: Desk, reader: Reader) -> bool:
    """Whether a code was typed back. A practice vault holds nobody and needs none."""
    return desk.is_practice or records.meta(reader, PROVEN) is not None


def known_to_leaver(desk: Desk, reader: Reader) -> bool:
    """Whether the codes of now were there when an account was last removed. The log tells, whatever the clock says."""
    last = next((one for one in audit.key_changes(reader) if one in (REMOVED, RENEWED)), RENEWED)
    return last == REMOVED and not desk.is_practice


class RecoveryService(Service):
    """What brings people back in when a passphrase is lost."""

    @action(Right.OWN_ACCOUNT, "recovery.looked_at")
    def state(self) -> RecoveryState:
        """Whether a code was proven, and new codes that are still to be written down."""
        with self._desk.store.read() as reader:
            known = known_to_leaver(self._desk, reader)
            return RecoveryState(is_proven(self._desk, reader), self._desk.recovery_codes, known)

    @action(Right.OWN_ACCOUNT, "recovery.proven")
    def prove(self, code: str) -> None:
        """Opens a recovery slot with a code that was typed back.

        Raises:
            VaultError: the code does not fit.
        """
        slot = self._desk.vault.proves(code)
        with self._desk.store.write() as work:
            records.set_meta(work, PROVEN, work.at.isoformat())
            work.log("recovery.proven", "keys", slot.id, code=slot.user)
        self._desk.recovery_codes = ()

    @action(Right.OWN_ACCOUNT, "recovery.kit_made")
    def kit(self) -> bytes:
        """The codes on paper: a PDF in memory with a page for each, for two people to keep in two places.

        Raises:
            InputError: there are no codes to show any more; new ones can be made.
        """
        if not self._desk.recovery_codes:
            raise InputError("recovery_gone")
        return render(*_kit(self._desk))

    @action(Right.MANAGE_ACCOUNTS, "keys.changed")
    def renew(self) -> tuple[str, ...]:
        """Two new codes; the old ones open nothing any more. One has to be typed back again."""
        vault = self._desk.vault
        changed, codes = vault.slots, []
        for old in vault.slots.recovery:
            slot, code = vault.new_recovery(old.user)
            changed = changed.without(old.id).with_slot(slot)
            codes.append(code)
        changed = vault.signed(changed)
        with self._desk.store.write() as work:
            records.forget_meta(work, PROVEN)
            work.log("keys.changed", "keys", None, what=RENEWED, slots=changed.digest(),
                     recovery=signing.codes(changed.recovery))  # fmt: skip
        vault.adopt(changed)
        self._desk.recovery_codes = tuple(codes)
        return self._desk.recovery_codes


def _kit(desk: Desk) -> list[Report]:
    """A sheet for each code, complete by itself: two people keep them in two places."""
    return [_sheet(desk, number, code) for number, code in enumerate(desk.recovery_codes, 1)]


def _sheet(desk: Desk, number: int, code: str) -> Report:
    count = len(desk.recovery_codes)
    several = "" if count > 1 else "_one"
    title = t("recovery.kit_title", number=number, count=count) if count > 1 else t("recovery.kit_title_one")
    vault, made = desk.vault.slots.vault_id[:8].upper(), desk.today().strftime("%d-%m-%Y")
    own = ReportSection(
        "code", t("recovery.kit_code"), words=(t(f"recovery.kit_keep{several}"),),
        codes=((t("recovery.kit_copy"), code),),
    )  # fmt: skip
    how = ReportSection("how", t("recovery.kit_how"), words=tuple(t(f"recovery.kit_how_{one}") for one in "abc"))
    return Report(
        language=language(), title=title, about=t("recovery.kit_about"),
        facts=t("recovery.kit_facts", vault=vault, made=made), maker=desk.by, sections=(own, how),
        practice=desk.is_practice,
    )  # fmt: skip
