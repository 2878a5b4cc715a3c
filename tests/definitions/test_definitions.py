"""The definitions that come with the program: complete, cross-checked, and true to their own examples."""

from __future__ import annotations

from datetime import date

import pytest

from lvv_desk.definitions.criteria import Criterion, CriterionExample
from lvv_desk.domain.answers import Answer, AnswerKey, AnswerSet
from lvv_desk.rules.assessment import judge
from lvv_desk.rules.visibility import facts_for
from lvv_desk.services.desk import definitions

REGISTRY = definitions()
EXAMPLES = [
    pytest.param(criterion, example, id=f"{criterion.id}-{number}-{example.expect}")
    for criterion in REGISTRY.criteria.values()
    for number, example in enumerate(criterion.example)
]
IMPORTANT_FIELDS = {
    "name_used", "aliases", "birth_date", "v_number", "languages_spoken", "interpreter_need", "lawyer_name",
    "procedures", "dublin_claim", "entry_ban", "documents", "family_members", "health_problem", "consent_medical",
    "vulnerable", "earlier_lvv_stay", "client_wish", "consent_sharing",
}  # fmt: skip


@pytest.mark.parametrize(("criterion", "example"), EXAMPLES)
def test_every_example_gives_what_it_says(criterion: Criterion, example: CriterionExample) -> None:
    on = example.on or date(2021, 6, 1)
    answers = AnswerSet.of(Answer(AnswerKey(name), value=value) for name, value in example.answers.items())
    in_force = next(one for one in REGISTRY.criteria_in_force("amsterdam", on) if one.criterion.id == criterion.id)
    assert judge(in_force, facts_for(REGISTRY, answers, on), on).value.value == example.expect


def test_all_criteria_are_there_with_source_and_tester() -> None:
    assert sorted(REGISTRY.criteria) == [f"T{number:02d}" for number in range(1, 27)]
    assert all(one.testers and one.source.title for one in REGISTRY.criteria.values())


def test_the_intake_asks_enough() -> None:
    intake = REGISTRY.forms["intake"]
    questions = [question for entry in intake.fields() for question in entry.questions()]
    assert len(questions) >= 60
    assert set(REGISTRY.fields) | set(REGISTRY.groups) >= IMPORTANT_FIELDS
    assert all(1 <= len(page.field) <= 10 for page in intake.page)


def test_inferred_rules_say_so() -> None:
    inferred = [one for one in REGISTRY.criteria.values() if one.source.mark == "I"]
    assert inferred
    assert all(one.source.unconfirmed for one in inferred)


def test_derived_reference_figures_are_marked() -> None:
    reconstructed = [one for one in REGISTRY.reference if one.value in (226, 516) and one.unit == "persons"]
    assert reconstructed
    assert all(one.source.mark == "D" for one in reconstructed)


def test_every_step_can_be_reached_and_finished() -> None:
    for scenario in REGISTRY.scenarios.values():
        for route in scenario.sub_route:
            steps = scenario.steps_of(route.id)
            assert steps, route.id
            finished: set[str] = set()
            present = {one.id for one in steps}
            for _ in steps:
                finished |= {one.id for one in steps if set(one.after) & present <= finished}
            assert finished == present, route.id


def test_the_worked_out_routes_are_full() -> None:
    assert len(REGISTRY.scenarios["return"].steps_of("iom")) >= 11
    assert len(REGISTRY.scenarios["legalisation"].steps_of("hasa")) >= 11


def test_outcomes_and_classes() -> None:
    classes = {one.id: one.outcome_class for one in REGISTRY.outcomes.values()}
    assert {name for name, found in classes.items() if found == "durable"} == {"B1", "B2", "B3"}
    assert {name for name, found in classes.items() if found == "semi_durable"} == {"S1", "S2"}
    assert {name for name, found in classes.items() if found == "no_solution"} == {f"G{n}" for n in range(10)}


def test_what_is_sensitive_is_closed_by_default() -> None:
    for field in REGISTRY.fields.values():
        if field.privacy == "sensitive":
            assert all(rule.startswith("consent:") for rule in field.share.values()), field.id


def test_nothing_that_identifies_is_exported() -> None:
    exported = [one for one in REGISTRY.fields.values() if one.export is not None]
    assert exported
    assert all(one.privacy != "identifying" and one.type not in ("string", "text", "identifier") for one in exported)


def test_groningen_differs() -> None:
    on = date(2021, 1, 1)
    kinds = {
        city: {one.criterion.id: (one.kind, one.counts) for one in REGISTRY.criteria_in_force(city, on)}
        for city in ("groningen", "rotterdam", "amsterdam", "utrecht")
    }
    assert kinds["groningen"]["T11"][0] == "weighing"
    assert kinds["rotterdam"]["T11"] == ("exclusion", True)
    assert kinds["amsterdam"]["T10"][1] is True
    assert kinds["utrecht"]["T10"][1] is False
    assert kinds["utrecht"]["T15"][1] is True


def test_not_known_can_be_answered_in_one_way_only() -> None:
    """A question of a topic page has the reason "unknown" beside it: a code for it would be the same answer twice."""
    for form in REGISTRY.forms.values():
        for field in form.fields():
            codes = REGISTRY.code_ids.get(field.codelist or "", frozenset())
            assert "unknown" not in codes or field.type == "multi_choice", field.id
