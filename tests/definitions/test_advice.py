"""The decision table, tried in full, and the promise that answers only ever settle what was open."""

from __future__ import annotations

import random
from datetime import date
from itertools import product

import pytest

from lvv_desk.definitions.checks import ADVICE_FACTS
from lvv_desk.domain.answers import Answer, AnswerKey, AnswerSet
from lvv_desk.domain.assessment import CriterionValue
from lvv_desk.rules.assessment import advise, assess
from lvv_desk.services.desk import definitions

REGISTRY = definitions()
FACTS = sorted(ADVICE_FACTS)
ON = date(2021, 6, 1)
GOOD: dict[str, bool | str] = {
    "lawful_residence": False, "right_to_reception": False, "open_procedure_with_reception": False,
    "vbl_placeable": False, "minor_children_present": False, "birth_date": "1990", "nationality": "ERI",
    "dublin_claim": False, "safe_country": False, "entry_ban": "none", "declared_undesirable": False,
    "exclusion_1f": False, "public_order_concern": False, "regional_ties": True, "willing_to_cooperate": True,
    "informed_data_sharing": True, "other_shelter_or_means": False, "earlier_lvv_stay": False,
    "place_available": True, "recognised_referrer": True, "detained_or_absent": False,
}  # fmt: skip


def _expected(facts: dict[str, bool]) -> str:
    failed = facts["requirement_failed"] or facts["exclusion_failed"]
    if failed and facts["exception_granted"]:
        return "exception_granted"
    if facts["requirement_failed"]:
        return "not_admissible"
    if facts["exclusion_failed"]:
        return "exception_needed"
    if facts["referral_failed"]:
        return "refer"
    return "further_inquiry" if facts["open_questions"] else "admissible"


@pytest.mark.parametrize("values", list(product([False, True], repeat=len(FACTS))))
def test_every_combination_has_its_advice(values: tuple[bool, ...]) -> None:
    facts = dict(zip(FACTS, values, strict=True))
    assert advise(REGISTRY.advice, facts) == _expected(facts)


def _assess(answers: dict[str, bool | str], city: str = "amsterdam", exception: bool = False) -> str:
    given = AnswerSet.of(Answer(AnswerKey(name), value=value) for name, value in answers.items())
    return assess(REGISTRY, given, municipality=city, programme="", on=ON, exception=exception).advice


def test_advice_by_example() -> None:
    assert _assess(GOOD) == "admissible"
    assert _assess({}) == "further_inquiry"
    assert _assess(GOOD | {"safe_country": True}) == "exception_needed"
    assert _assess(GOOD | {"safe_country": True}, "utrecht") == "admissible"
    assert _assess(GOOD | {"entry_ban": "heavy"}, "rotterdam") == "exception_needed"
    assert _assess(GOOD | {"entry_ban": "heavy"}, "groningen") == "admissible"
    assert _assess(GOOD | {"entry_ban": "heavy"}, "rotterdam", exception=True) == "exception_granted"
    assert _assess(GOOD | {"birth_date": "2010"}) == "refer"
    assert _assess(GOOD | {"birth_date": "2003"}) == "further_inquiry"
    assert _assess(GOOD | {"willing_to_cooperate": False, "safe_country": True}) == "not_admissible"


def test_where_no_rule_is_in_force_nothing_is_admissible() -> None:
    given = AnswerSet.of(Answer(AnswerKey(name), value=value) for name, value in GOOD.items())
    before = assess(REGISTRY, given, municipality="amsterdam", programme="", on=date(2018, 1, 1), exception=False)
    assert before.advice == "further_inquiry"


def test_all_reasons_are_given() -> None:
    answers = GOOD | {"safe_country": True, "entry_ban": "heavy", "willing_to_cooperate": False}
    given = AnswerSet.of(Answer(AnswerKey(name), value=value) for name, value in answers.items())
    found = assess(REGISTRY, given, municipality="amsterdam", programme="", on=ON, exception=False)
    assert {"T10", "T11", "T16"} <= set(found.reasons)


CHOICES: dict[str, list[bool | str]] = {
    name: [True, False] if isinstance(value, bool) else [value] for name, value in GOOD.items()
} | {
    "entry_ban": ["none", "light", "heavy"],
    "nationality": ["ERI", "FRA", "XXX", "XXA"],
    "birth_date": ["1990", "2003", "2010-05-01"],
    "dublin_transfer_deadline": ["2020-01-01", "2022-01-01"],
}


@pytest.mark.parametrize("seed", range(60))
def test_answering_an_open_question_never_turns_met_into_not_met(seed: int) -> None:
    rng = random.Random(seed)
    city = rng.choice(sorted(REGISTRY.municipalities))
    answers: dict[str, bool | str] = {}
    before: dict[str, CriterionValue] = {}
    for name in rng.sample(sorted(CHOICES), len(CHOICES)):
        answers[name] = rng.choice(CHOICES[name])
        given = AnswerSet.of(Answer(AnswerKey(one), value=value) for one, value in answers.items())
        result = assess(REGISTRY, given, municipality=city, programme="", on=ON, exception=False)
        for one in result.results:
            earlier = before.get(one.criterion_id)
            if earlier is CriterionValue.MET:
                assert one.value is not CriterionValue.NOT_MET, (one.criterion_id, name)
            before[one.criterion_id] = one.value
