"""Practice vaults: the worked cases, fictitious cases to practise on, and the reference cohort. Nobody is real.

What is made here goes in by the same import that users have. Everything follows from the seed.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from lvv_desk.domain.rights import Right
from lvv_desk.errors import InputError
from lvv_desk.paths import resources
from lvv_desk.services.actions import Service, action
from lvv_desk.services.exchange import read_rows
from lvv_desk.services.importing import ImportResult, ImportService, Progress
from lvv_desk.services.practice_documents import with_papers

WORKED_CASES = "practice/worked_cases.json"
SHOWN_CASE = "W04"
DEFAULT_CASES = 40
DEFAULT_SEED = 2019
REFERENCE_DATE = date(2022, 7, 1)
PILOT_START = date(2019, 4, 1)

REFERENCE_PARTICIPANTS = 2065
REFERENCE_EXITS: dict[str, int] = {"durable": 226, "semi_durable": 516, "no_solution": 516}
"""A reconstruction in whole persons of the published 18 / 41 / 41 per cent of 1,258 (domain.md 5.1, mark D)."""

GIVEN_NAMES = (
    "Aster Beuk Cipres Dahlia Els Framboos Gentiaan Hazel Iris Jasmijn Klaver Linde Munt Narcis Olijf Peper Roos "
    "Salie Tijm Vlier Wilg Zuring Ananas Berk Citroen Dille Esdoorn Fuchsia Ginkgo Hulst"
).split()
FAMILY_NAMES = "Oefenaar Voorbeeld Verzonnen Fictief Proefpersoon Testman Testvrouw Speling Bedacht Nietecht".split()
NATIONALITIES = (
    "ERI ETH IRN IRQ AFG SOM SDN GIN NGA GHA SLE MAR DZA SYR TUR CHN MNG UKR RUS ARM AZE GEO UGA COD CMR XXA XXX PSE"
).split()
LANGUAGES = "tir amh pes ara som prs fra eng hau zho rus hye kat".split()
CITIES = (("amsterdam", 0.36), ("utrecht", 0.22), ("groningen", 0.22), ("rotterdam", 0.12), ("eindhoven", 0.08))
OUTCOME_MIX = {
    "durable": (("B1", 0.5), ("B2", 0.4), ("B3", 0.1)),
    "semi_durable": (("S1", 0.85), ("S2", 0.15)),
    "no_solution": (("G1", 0.45), ("G2", 0.15), ("G3", 0.1), ("G4", 0.05), ("G5", 0.05), ("G6", 0.1), ("G7", 0.05),
                    ("G0", 0.05)),
}  # fmt: skip
SCENARIO_OF_OUTCOME = {
    "B1": ("legalisation", "no_fault"), "B2": ("return", "iom"), "B3": ("onward_migration", "third_country"),
    "S1": ("legalisation", "hasa"), "S2": ("legalisation", "art64"),
}  # fmt: skip
OTHER_SCENARIOS = (
    ("return", "iom"), ("return", "dtv"), ("legalisation", "hasa"), ("under_investigation", "identity"),
    ("under_investigation", "medical"),
)  # fmt: skip

FIRST_STEPS = {
    "return": "return.explore", "legalisation": "legalisation.legal_analysis", "onward_migration": "onward.explore",
    "under_investigation": "investigation.question",
}  # fmt: skip


class PracticeService(Service):
    """Fills a vault to practise in."""

    @action(Right.IMPORT, "practice.filled")
    def fill(
        self, *, cases: int = DEFAULT_CASES, seed: int = DEFAULT_SEED, reference: bool = False,
        progress: Progress | None = None,
    ) -> ImportResult:  # fmt: skip
        """Brings in the worked cases and fictitious ones, or the reference cohort.

        Raises:
            InputError: its own cases can't be brought in.
        """
        rows = (
            list(reference_rows(seed))
            if reference
            else [*with_papers(self._desk.registry, worked_rows()), *fictitious_rows(cases, seed)]
        )
        result = ImportService(self._desk).rows(rows, progress=progress)
        if not result.kept:
            first = result.failed[0]
            raise InputError("check_failed", what=f"{first.reference}: {first.reasons[0]}")
        return result


def worked_rows() -> list[Any]:
    """The worked cases that come with the program."""
    return read_rows(worked_file())


def worked_file() -> Path:
    return resources() / WORKED_CASES


def fictitious_rows(number: int, seed: int = DEFAULT_SEED) -> Iterator[dict[str, Any]]:
    """Cases in every stage, for practice."""
    rng = random.Random(seed)  # noqa: S311 - reproducible on purpose
    for index in range(1, number + 1):
        left = _chance(rng, 0.4)
        outcome = _weighted(rng, OUTCOME_MIX[rng.choice(tuple(OUTCOME_MIX))]) if left else None
        stage = "exited" if outcome else rng.choice(("registered", "intake", "admitted", "trajectory", "trajectory"))
        yield _row(rng, f"F{seed}-{index:05d}", stage, outcome)


def reference_rows(seed: int = DEFAULT_SEED) -> Iterator[dict[str, Any]]:
    """2,065 participants of whom 1,258 had left: a reconstruction of the final evaluation, not published counts."""
    rng = random.Random(seed)  # noqa: S311 - reproducible on purpose
    outcomes: list[str | None] = [
        _weighted(rng, OUTCOME_MIX[name]) for name, number in REFERENCE_EXITS.items() for _ in range(number)
    ]
    outcomes += [None] * (REFERENCE_PARTICIPANTS - len(outcomes))
    rng.shuffle(outcomes)
    for index, outcome in enumerate(outcomes, start=1):
        yield _row(rng, f"R{index:05d}", "exited" if outcome else "trajectory", outcome, until=REFERENCE_DATE)


def _weighted(rng: random.Random, mix: tuple[tuple[str, float], ...]) -> str:
    return rng.choices([name for name, _ in mix], [weight for _, weight in mix])[0]


def _chance(rng: random.Random, share: float) -> bool:
    return rng.random() < share


def _row(
    rng: random.Random, reference: str, stage: str, outcome: str | None, until: date = date(2024, 12, 1)
) -> dict[str, Any]:
    city = _weighted(rng, CITIES)
    registered = PILOT_START + timedelta(days=rng.randrange((until - PILOT_START).days - 200))
    admitted = registered + timedelta(days=rng.randrange(7, 60))
    row: dict[str, Any] = {
        "reference": reference,
        "municipality": city,
        "registered_on": registered.isoformat(),
        "answers": _answers(rng, reference, registered, complete=stage != "registered"),
    }
    if stage != "registered":
        row["intake_finished_on"] = (registered + timedelta(days=3)).isoformat()
    if stage in ("admitted", "trajectory", "exited"):
        row["decisions"] = [
            {
                "on": admitted.isoformat(), "body": "lso", "kind": "admitted",
                "reason": "Verzonnen besluit van het LSO, om mee te oefenen.",
            }
        ]  # fmt: skip
    if stage in ("trajectory", "exited"):
        scenario, sub_route = SCENARIO_OF_OUTCOME.get(outcome or "", rng.choice(OTHER_SCENARIOS))
        begun = admitted + timedelta(days=14)
        status = "completed" if outcome is not None or _chance(rng, 0.5) else "in_progress"
        row["scenarios"] = [
            {
                "on": begun.isoformat(), "scenario": scenario, "sub_route": sub_route,
                "steps": {FIRST_STEPS[scenario]: {"status": status, "on": (begun + timedelta(days=7)).isoformat()}},
            }
        ]  # fmt: skip
    if outcome is not None:
        first = admitted + timedelta(days=30)
        left = first + timedelta(days=rng.randrange(max(1, min(700, (until - first).days))))
        row["exit"] = {"on": min(left, until).isoformat(), "outcome": outcome}
    return row


def _answers(rng: random.Random, reference: str, registered: date, *, complete: bool) -> dict[str, Any]:
    name = f"{rng.choice(GIVEN_NAMES)} {rng.choice(FAMILY_NAMES)}"
    nationality = rng.choice(NATIONALITIES)
    answers: dict[str, Any] = {
        "name_used": f"{name} {reference[-4:]}",
        "nationality": nationality,
        "birth_date": _birth_date(rng, registered),
        "sex": rng.choices(("male", "female", "x"), (0.68, 0.31, 0.01))[0],
        "language": rng.choice(LANGUAGES),
        "v_number": f"000{rng.randrange(10**7):07d}",
        "referral_date": registered.isoformat(),
    }
    if not complete:
        return answers
    return answers | {
        "household_kind": rng.choices(("alone", "couple"), (0.85, 0.15))[0],
        "arrival_date": str(registered.year - rng.randrange(1, 16)),
        "asylum_history": True,
        "identity_doubt": _chance(rng, 0.3),
        "health_problem": _chance(rng, 0.4),
        "vulnerable": _chance(rng, 0.3),
        "minor_children_present": False,
        "dublin_claim": False,
        "entry_ban": rng.choices(("none", "light"), (0.8, 0.2))[0],
        "declared_undesirable": False,
        "exclusion_1f": False,
        "willing_to_cooperate": True,
        "informed_data_sharing": True,
        "consent_sharing": _chance(rng, 0.8),
        "other_shelter_or_means": False,
        "earlier_lvv_stay": False,
        "detained_or_absent": False,
        "lawful_residence": False,
        "right_to_reception": False,
        "open_procedure_with_reception": False,
        "vbl_placeable": False,
        "safe_country": nationality in ("GHA", "MAR", "DZA"),
        "public_order_concern": False,
        "regional_ties": True,
        "recognised_referrer": True,
        "place_available": True,
    }


def _birth_date(rng: random.Random, registered: date) -> str:
    year = registered.year - rng.randrange(19, 66)
    if _chance(rng, 0.1):
        return str(year)
    if _chance(rng, 0.05):
        return f"{year}~"
    return (date(year, 1, 1) + timedelta(days=rng.randrange(365))).isoformat()
