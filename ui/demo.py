"""A first look: the window on a practice vault, or, without a screen, the main job done once with what it made."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

from lvv_desk.errors import DeskError
from lvv_desk.services import practice, vaults
from lvv_desk.services.desk import Desk
from lvv_desk.services.evaluation import EvaluationService
from lvv_desk.services.handovers import HandoverService
from lvv_desk.settings import load_settings
from lvv_desk.texts import t, use
from ui.app import has_screen, make_app, run_window
from ui.tour import take_pictures

VAULT, PICTURES, RELEASE = "kluis", "beelden", "levering"
MADE_BEFORE = (PICTURES, RELEASE)


def run_demo(folder: Path) -> int:
    """Opens the window on a practice vault in the folder, or does the main job there without one."""
    try:
        vault = _practice_vault(folder)
    except DeskError as error:
        _say(str(error))
        return 1
    if has_screen():
        return run_window(vault)
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    return _main_job(vault, folder)


def _practice_vault(folder: Path) -> Path:
    """The practice vault of the folder; made when it is not there yet."""
    vault = folder / VAULT
    if vaults.is_vault(vault):
        return vault
    _say(t("demo.making", vault=vault))
    desk = vaults.create(vault, vaults.PRACTICE_PASSPHRASE, practice=True)
    try:
        practice.PracticeService(desk).fill()
    except BaseException:
        desk.close()
        vaults.remove(desk.vault)
        raise
    desk.close()
    return vault


def _main_job(vault: Path, folder: Path) -> int:
    """Handover, release and pictures, all through the same services as the window."""
    for name in MADE_BEFORE:
        shutil.rmtree(folder / name, ignore_errors=True)
    desk = vaults.open_vault(vault, vaults.PRACTICE_PASSPHRASE)
    _say(t("demo.headless"))
    _handovers(desk, folder)
    evaluation = EvaluationService(desk)
    written = evaluation.write(evaluation.preview(), folder / RELEASE)
    _say(t("demo.release", folder=written.folder, k=written.achieved_k, cases=written.cases))
    make_app()
    files = take_pictures(desk, folder / PICTURES)
    use(load_settings().language)
    _say(t("demo.pictures", number=len(files), folder=folder / PICTURES))
    return 0


def _handovers(desk: Desk, folder: Path) -> None:
    service = HandoverService(desk)
    for recipient in desk.registry.handover.recipient:
        path = folder / f"overdracht-{recipient.id}.pdf"
        service.save(service.preview(practice.SHOWN_CASE, recipient.id), path, replace=True)
        _say(t("demo.handover", file=path))


def _say(words: str) -> None:
    sys.stdout.write(words + "\n")
    sys.stdout.flush()
