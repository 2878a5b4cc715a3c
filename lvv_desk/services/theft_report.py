"""The report for after a theft or loss: what was on the laptop and how it was protected, for a decision in 72 hours.

It names nobody. It says what the program knows and what people have to find out themselves (AVG art. 33 and 34).
"""

from __future__ import annotations

from datetime import datetime

from lvv_desk import __version__
from lvv_desk.domain.handover import Line
from lvv_desk.domain.report import Report, ReportSection
from lvv_desk.domain.rights import Right
from lvv_desk.paths import state_folder
from lvv_desk.pdf.report import render
from lvv_desk.services.actions import Service, action
from lvv_desk.services.desk import Desk
from lvv_desk.store import audit, cases, engine
from lvv_desk.texts import language, t
from lvv_desk.vault import backup_set, local_state


class TheftReportService(Service):
    """What to tell the privacy officer when a laptop or a copy of the vault is gone."""

    @action(Right.CHECK, "theft_report.made")
    def make(self) -> bytes:
        """The report as a PDF in memory. On another computer it is made from a backup that was put back there."""
        return render(_report(self._desk))


def _report(desk: Desk) -> Report:
    slots = desk.vault.slots
    with desk.store.read() as reader:
        number, people = cases.counts(reader)
        head = audit.head(reader)
        opened = audit.entries(reader, audit.Filter(action="session.opened"), limit=2)
    state = local_state.load(state_folder(), slots.vault_id)
    newest = next(iter(backup_set.every(desk.vault.backups)), None)
    cipher, sqlite = engine.versions()
    kdf = [
        t("theft.kdf_of", number=place, memory=one.kdf.memory_kib // 1024, passes=one.kdf.passes, lanes=one.kdf.lanes)
        for place, one in enumerate(slots.users, 1)
        if one.kdf is not None
    ]
    last_seen = next((one.at for one in opened if one.session != desk.actor.session), None)
    content = ReportSection("content", t("theft.content"), lines=(
        Line(t("theft.people"), str(people)),
        Line(t("theft.cases"), str(number)),
        Line(t("theft.kinds"), t("theft.kinds_text")),
    ))  # fmt: skip
    protection = ReportSection("protection", t("theft.protection"), lines=(
        Line(t("theft.encryption"), t("theft.encryption_text", cipher=cipher, sqlite=sqlite)),
        Line(t("theft.keys"), t("theft.keys_text")),
        Line(t("theft.kdf"), "; ".join(kdf)),
        Line(t("theft.users"), str(len(slots.users))),
        Line(t("theft.recovery"), str(len(slots.recovery))),
    ))  # fmt: skip
    last = ReportSection("last", t("theft.last"), lines=(
        Line(t("theft.last_lock"), _moment(state.last_lock)),
        Line(t("theft.last_session"), _moment(last_seen.isoformat() if last_seen else "")),
        Line(t("theft.last_backup"), _moment(newest.manifest.made_at if newest else "")),
        Line(t("theft.head"), f"{head.short} ({head.seq})"),
    ))  # fmt: skip
    ask = ReportSection("ask", t("theft.ask"), words=tuple(t(f"theft.ask_{one}") for one in "abcd"))
    return Report(
        language=language(), title=t("theft.title"), about=t("theft.about"),
        facts=t("theft.facts", vault=slots.vault_id[:8].upper(), made=_moment(desk.clock().isoformat()),
                version=__version__),
        maker=desk.by, sections=(content, protection, last, ask), practice=desk.is_practice,
    )  # fmt: skip


def _moment(text: str) -> str:
    return datetime.fromisoformat(text).astimezone().strftime("%d-%m-%Y %H:%M") if text else t("theft.none")
