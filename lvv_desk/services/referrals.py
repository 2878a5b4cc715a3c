"""Referrals that led to no case: why not, where to instead, and how many beside those that did."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from lvv_desk.definitions.registry import find
from lvv_desk.domain.ids import new_id
from lvv_desk.domain.referral import Referral
from lvv_desk.domain.rights import Right
from lvv_desk.errors import InputError, NotFoundError
from lvv_desk.services.actions import Service, action
from lvv_desk.services.cases import require_recent
from lvv_desk.store import referrals

REASONS, REFERRERS, PLACES = "turned_away_reasons", "referrer_kinds", "referred_to"


@dataclass(frozen=True)
class ReferralOverview:
    """The referrals of a period. ``registered``: those that became a case, which are counted and not listed."""

    first: date
    last: date
    registered: int
    turned_away: tuple[Referral, ...]

    @property
    def by_reason(self) -> tuple[tuple[str, int], ...]:
        """How many for each reason, the most frequent first."""
        return tuple(Counter(one.reason for one in self.turned_away).most_common())

    def for_log(self) -> dict[str, Any]:
        return {"shown": len(self.turned_away)}


class ReferralService(Service):
    """What comes to the desk and goes no further."""

    @action(Right.WRITE_CASES, "referral.turned_away")
    def turn_away(
        self, *, municipality: str, on: date, reason: str, referrer: str | None = None, referred_to: str | None = None
    ) -> Referral:
        """Writes down a referral that leads to no case: codes only, about nobody.

        Raises:
            InputError: the day is in the future or before 1990, or a code is not one of its list.
        """
        desk = self._desk
        find(desk.registry.municipalities, municipality)
        if on > desk.today():
            raise InputError("date_future")
        require_recent(on)
        for name, code in ((REASONS, reason), (REFERRERS, referrer), (PLACES, referred_to)):
            if code is not None and desk.registry.code(name, code) is None:
                raise InputError("code_unknown", code=code, known=", ".join(self._codes(name)))
        with desk.store.write() as work:
            referral = Referral(new_id(), municipality, on, referrer, reason, referred_to, work.by, work.at)
            referrals.add(work, referral)
            work.log("referral.turned_away", "referral", referral.id, reason=reason)
        return referral

    @action(Right.WRITE_CASES, "referral.withdrawn")
    def withdraw(self, referral_id: UUID) -> None:
        """Takes back one that was written down by mistake; it counts no more and stays in the log."""
        with self._desk.store.write() as work:
            if not referrals.withdraw(work, referral_id):
                raise NotFoundError("no_referral")
            work.log("referral.withdrawn", "referral", referral_id)

    @action(Right.FIGURES, "referral.listed")
    def overview(self, first: date | None = None, last: date | None = None) -> ReferralOverview:
        """The referrals of a period; without days, of the present year until today.

        Raises:
            InputError: the last day comes before the first.
        """
        today = self._desk.today()
        until = last or today
        start = first or date(until.year, 1, 1)
        if until < start:
            raise InputError("period_order", first=start.strftime("%d-%m-%Y"), last=until.strftime("%d-%m-%Y"))
        with self._desk.store.read() as reader:
            registered = referrals.registered_between(reader, start, until)
            return ReferralOverview(start, until, registered, referrals.between(reader, start, until))

    def _codes(self, name: str) -> list[str]:
        return [one.id for one in self._desk.registry.code_lists[name].code]
