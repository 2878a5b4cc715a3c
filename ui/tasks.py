"""Work beside the window: one worker for the vault, one for documents. Results come back to the window's thread."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, Literal, TypeVar

import shiboken6
from PySide6.QtCore import QObject, Qt, Signal

from lvv_desk.errors import DeskError

T = TypeVar("T")
Lane = Literal["vault", "documents"]


@dataclass(frozen=True)
class _Finished:
    owner: QObject
    future: Future[Any]
    done: Callable[[Any], None]
    failed: Callable[[Exception], None] | None


class TaskRunner(QObject):
    """Runs work in the background and hands the result to the window, unless the one who asked is gone.

    ``busy_changed`` tells whether any work is under way; ``failed`` carries errors that nobody else takes.
    """

    _finished = Signal(object)
    busy_changed = Signal(bool)
    failed = Signal(Exception)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lanes: dict[Lane, ThreadPoolExecutor] = {
            "vault": ThreadPoolExecutor(max_workers=1, thread_name_prefix="vault"),
            "documents": ThreadPoolExecutor(max_workers=1, thread_name_prefix="documents"),
        }
        self._running = 0
        self._closed = False
        self._finished.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    @property
    def busy(self) -> bool:
        return self._running > 0

    def run(
        self,
        owner: QObject,
        work: Callable[[], T],
        done: Callable[[T], None],
        failed: Callable[[Exception], None] | None = None,
        *,
        lane: Lane = "vault",
    ) -> None:
        """Does ``work`` on a worker, then calls ``done`` with the result or ``failed`` with the error.

        Both are called on the window's thread, and not at all when ``owner`` has been deleted meanwhile.
        """
        if self._closed:
            return
        self._running += 1
        if self._running == 1:
            self.busy_changed.emit(True)
        future = self._lanes[lane].submit(work)
        future.add_done_callback(lambda one: self._post(_Finished(owner, one, done, failed)))

    def _post(self, finished: _Finished) -> None:
        if shiboken6.isValid(self):
            self._finished.emit(finished)

    def _deliver(self, finished: _Finished) -> None:
        self._running -= 1
        if self._running == 0:
            self.busy_changed.emit(False)
        error = finished.future.exception()
        if not shiboken6.isValid(finished.owner):
            return
        if error is None:
            finished.done(finished.future.result())
        elif finished.failed is not None and isinstance(error, DeskError | ValueError):
            finished.failed(error)
        elif isinstance(error, Exception):
            self.failed.emit(error)

    def shut_down(self) -> None:
        """Waits for what is under way and takes nothing more."""
        self._closed = True
        for lane in self._lanes.values():
            lane.shutdown(wait=True)
