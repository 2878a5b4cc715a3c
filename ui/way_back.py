"""The ways back in the window: to where one was before locking, to the page before, and to a form that was kept."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from ui.context import Context
from ui.cursor import Spot, put_cursor, spot_in
from ui.views.base import Memory, View

MakeView = Callable[[Context], View]
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
    """Remembers for one account in one vault, in memory only; another account or vault starts with nothing."""

    def __init__(self) -> None:
        self._whose: tuple[Path, str] | None = None
        self._locked: Stop | None = None
        self._earlier: list[Stop] = []
        self._kept: dict[str, Memory] = {}

    @property
    def is_locked(self) -> bool:
        """Whether somebody was at work before this."""
        return self._locked is not None

    def enter(self, vault: Path, account: str) -> Stop | None:
        """A vault is opened: where one was in it, if it was the same account in the same vault."""
        stop, self._locked = self._locked, None
        if (vault, account) == self._whose:
            return stop
        self.forget()
        self._whose = (vault, account)
        return None

    def forget(self) -> None:
        """Starts with nothing."""
        self._whose = self._locked = None
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

    def waiting(self, key: str) -> Memory:
        """The same by the key of a view, without taking it."""
        return self._kept.get(key, {})

    @property
    def waits(self) -> bool:
        """Whether something waits for a view."""
        return bool(self._kept)

    def earlier(self) -> Stop | None:
        """The view before this one; it is not remembered any more."""
        return self._earlier.pop() if self._earlier else None

    def not_gone(self, stop: Stop) -> None:
        """The view was not left after all."""
        self._earlier.append(stop)
