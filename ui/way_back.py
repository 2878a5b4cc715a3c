"""The ways back in the window: to where one was before locking, to the page before, and to a form that was kept."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from ui.cursor import Spot, put_cursor, spot_in
from ui.makers import MakeView
from ui.views.base import Memory, View

MOST_EARLIER = 40


@dataclass(frozen=True)
class Stop:
    """A view that can be made again: how, its place in the rail, what was typed in it, and where the cursor was."""

    make: MakeView
    place: str
    memory: Memory = field(default_factory=dict)
    spot: Spot | None = None

    @classmethod
    def at(cls, view: View, make: MakeView, place: str) -> Stop:
        """Where one is now, with all that was typed."""
        return cls(view.where() or make, place, view.remember(), spot_in(view))

    def hand_back(self, view: View) -> None:
        """Gives a view that was made anew what was typed, and the cursor its place."""
        view.recall(self.memory, lambda: put_cursor(view, self.spot))


class WayBack:
    """Remembers for one account of one vault, in memory only; another one starts with nothing."""

    def __init__(self) -> None:
        self._owner: tuple[Path, str] | None = None
        self._locked: Stop | None = None
        self._earlier: list[Stop] = []
        self._kept: dict[str, Memory] = {}

    @property
    def is_locked(self) -> bool:
        """Whether somebody was at work before this."""
        return self._locked is not None

    def enter(self, vault: Path, account: str) -> Stop | None:
        """A vault is opened: where one was in it, if it was the same one and the same person."""
        stop, self._locked = self._locked, None
        if (vault, account) == self._owner:
            return stop
        self.forget()
        self._owner = (vault, account)
        return None

    def forget(self) -> None:
        """The vault will not be as it was."""
        self._locked = None
        self._earlier.clear()
        self._kept.clear()

    def lock(self, stop: Stop) -> None:
        """The vault is locked while one is here."""
        self._locked = stop

    def leave(self, view: View, make: MakeView, place: str) -> None:
        """Another view takes the place of this one."""
        self._earlier.append(Stop(view.where() or make, place))
        del self._earlier[:-MOST_EARLIER]
        self.keep(view)

    def keep(self, view: View) -> None:
        """What was typed waits for the next time, where that was asked for."""
        if view.keeps:
            self._kept[view.key()] = view.remember()
        else:
            self._kept.pop(view.key(), None)

    def kept(self, view: View) -> Memory:
        """What waits for this view."""
        return self._kept.pop(view.key(), {})

    def earlier(self) -> Stop | None:
        """The view before this one; it is not remembered any more."""
        return self._earlier.pop() if self._earlier else None

    def not_gone(self, stop: Stop) -> None:
        """The view was not left after all."""
        self._earlier.append(stop)
