"""Cross-checks of all definitions: every reference resolves. A mistake names the file, the row, the code, the mend."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from lvv_desk.definitions.base import Condition
from lvv_desk.definitions.forms import ALWAYS, Field, Form
from lvv_desk.definitions.loader import mistake
from lvv_desk.definitions.registry import Registry
from lvv_desk.definitions.trajectories import Scenario
from lvv_desk.domain.rights import Right

ADVICE_FACTS = frozenset(
    {"requirement_failed", "exclusion_failed", "referral_failed", "open_questions", "exception_granted"}
)
OPERATORS_OF_ORDER = frozenset({">", "<", ">=", "<="})
ORDERED_TYPES = frozenset({"integer", "date", "partial_date"})


def check(
    registry: Registry, *, predicates: Collection[str], transforms: Collection[str], derived: Collection[str]
) -> None:
    """Raises :class:`DefinitionError` for the first reference that leads nowhere.

    Args:
        predicates: the names of the predicates that the rules know.
        transforms: the names of the transforms that releases know.
        derived: the ids of answers that no form asks.
    """
    checker = _Checker(registry, predicates, transforms, derived)
    checker.consents()
    for form in registry.forms.values():
        checker.form(form)
    checker.unique_fields()
    checker.criteria()
    for scenario in registry.scenarios.values():
        checker.scenario(scenario)
    checker.municipalities()
    checker.advice()
    checker.outputs()
    checker.keeping()


class _Checker:
    def __init__(
        self, registry: Registry, predicates: Collection[str], transforms: Collection[str], derived: Collection[str]
    ) -> None:
        self._registry = registry
        self._predicates = predicates
        self._transforms = transforms
        self._derived = derived
        self._recipients = {one.id for one in registry.handover.recipient}
        self._sections = {one.id for one in registry.handover.section}

    def consents(self) -> None:
        purposes: set[str] = set()
        for form in self._registry.forms.values():
            for field in _every(form):
                self._consent_question(f"forms/{form.id}.toml", field, purposes)
        for codes in self._registry.code_lists.values():
            for code in codes.code:
                if code.consent is not None:
                    self._purpose(f"codelists/{codes.id}.toml", code.id, code.consent)
        for scenario in self._registry.scenarios.values():
            for route in scenario.sub_route:
                if route.consent is not None:
                    self._purpose(f"trajectories/{scenario.id}.toml", route.id, route.consent)
            for step in scenario.step:
                if step.consent is not None:
                    self._purpose(f"trajectories/{scenario.id}.toml", step.id, step.consent)

    def keeping(self) -> None:
        known = {right.value for right in Right}
        for role in self._registry.roles.values():
            for name in role.rights:
                if name not in known:
                    raise mistake("roles.toml", role.id, "unknown_right", f"use one of {', '.join(sorted(known))}")
        for lacking in sorted(known - {name for role in self._registry.roles.values() for name in role.rights}):
            raise mistake("roles.toml", "-", "right_of_nobody", f"give {lacking} to a role")
        for one in self._registry.retention.values():
            for name in one.keep:
                if name not in self._registry.fields:
                    raise mistake(
                        "retention.toml", one.id, "unknown_field", f"name a field of a form instead of {name}"
                    )
            if (one.action == "reduce") != bool(one.keep):
                raise mistake("retention.toml", one.id, "keep", "name in keep what stays, and only when reducing")

    def form(self, form: Form) -> None:
        file = f"forms/{form.id}.toml"
        for field in _every(form):
            self._field(file, field)
        for entry in form.fields():
            if entry.enabled_when is not None:
                self._asked_openly(file, entry, entry.enabled_when)

    def _field(self, file: str, field: Field) -> None:
        if field.codelist is not None and field.codelist not in self._registry.code_lists:
            raise mistake(file, field.id, "unknown_codelist", f"make codelists/{field.codelist}.toml or mend the name")
        if field.enabled_when is not None:
            self._condition(file, field.id, field.enabled_when)
        if field.pdf is not None and field.pdf not in self._sections:
            raise mistake(file, field.id, "unknown_section", f"name a section of handover.toml instead of {field.pdf}")
        self._share(file, field)
        if field.row_consent is not None:
            self._purpose(file, field.id, field.row_consent)
        if field.export is not None and field.export.transform not in self._transforms:
            known = ", ".join(sorted(self._transforms))
            raise mistake(file, field.id, "unknown_transform", f"use one of: {known}")
        if field.export is not None and field.id in self._registry.group_of:
            raise mistake(file, field.id, "export_in_group", "take the export away: rows of a group are never exported")

    def _share(self, file: str, field: Field) -> None:
        for recipient in field.share:
            self._recipient(file, field.id, recipient)
            if field.addressed_to not in (None, recipient):
                raise mistake(file, field.id, "addressed_to", f"take share.{recipient} away: it is not written to them")
            if field.type == "text" and field.share[recipient] == ALWAYS and field.addressed_to is None:
                mend = f'share.{recipient} = "consent:sharing"; a text to the recipient says addressed_to'
                raise mistake(file, field.id, "free_text_always", f"free text leaves only on consent: {mend}")
            purpose = field.consent_to_share(recipient)
            if purpose is None:
                continue
            self._purpose(file, field.id, purpose)
            asked = self._registry.consent_fields[purpose]
            if recipient not in asked.consent_for:
                mend = f"take share.{recipient} away: {asked.id} is not asked for {recipient} (consent_for)"
                raise mistake(file, field.id, "consent_recipient", mend)

    def _asked_openly(self, file: str, entry: Field, condition: Condition) -> None:
        """What is always shared hangs on nothing that may stay inside: that it was asked would give the answer away."""
        named = [one for name in sorted(condition.fields()) if (one := self._registry.fields.get(name)) is not None]
        for question in entry.questions():
            for recipient, rule in question.share.items():
                betrayed = next((one for one in named if one.share.get(recipient) != ALWAYS), None)
                if rule == ALWAYS and betrayed is not None:
                    mend = f"share.{recipient} of {betrayed.id} is stricter: share this one no wider"
                    raise mistake(file, question.id, "condition_betrays", mend)

    def _consent_question(self, file: str, field: Field, purposes: set[str]) -> None:
        if (field.consent is None) != (not field.consent_for):
            raise mistake(file, field.id, "consent_for", "a consent names its recipients, and only a consent does")
        if field.consent is None:
            return
        if field.type != "boolean" or field.id in self._registry.group_of:
            raise mistake(file, field.id, "consent_type", 'a consent is a question of its own with type = "boolean"')
        if field.consent in purposes:
            raise mistake(file, field.id, "duplicate_consent", f"another question asks the consent {field.consent}")
        purposes.add(field.consent)
        for recipient in field.consent_for:
            self._recipient(file, field.id, recipient)

    def _recipient(self, file: str, row: str, recipient: str) -> None:
        if recipient not in self._recipients:
            raise mistake(file, row, "unknown_recipient", f"handover.toml has no {recipient}")

    def _purpose(self, file: str, row: str, purpose: str) -> None:
        if purpose not in self._registry.consent_fields:
            raise mistake(file, row, "unknown_consent", f'add a question with consent = "{purpose}" or mend the name')

    def _condition(self, file: str, row: str, condition: Condition) -> None:
        for field_id in condition.fields():
            if field_id not in self._registry.fields and field_id not in self._derived:
                raise mistake(file, row, "unknown_field", f"no form has a question {field_id}: mend the id")
        for name in condition.predicates():
            if name not in self._predicates:
                raise mistake(file, row, "unknown_predicate", f"use one of: {', '.join(sorted(self._predicates))}")
        self._comparisons(file, row, condition)

    def _comparisons(self, file: str, row: str, condition: Condition) -> None:
        for part in condition.parts():
            self._comparisons(file, row, part)
        for name in ("codelist", "unknown_in"):
            codelist = condition.args.get(name)
            if codelist is not None and codelist not in self._registry.code_lists:
                raise mistake(file, row, "unknown_codelist", f"make codelists/{codelist}.toml or mend the name")
        field = self._registry.fields.get(str(condition.field)) if condition.field else None
        if field is None or condition.op == "exists":
            return
        if condition.op in OPERATORS_OF_ORDER and field.type not in ORDERED_TYPES:
            raise mistake(file, row, "operator", f"{field.id} has no order: compare it with = or !=")
        if field.type == "boolean" and not isinstance(condition.value, bool):
            raise mistake(file, row, "value", f"{field.id} is true or false")
        if field.codelist and self._registry.code(field.codelist, str(condition.value)) is None:
            raise mistake(file, row, "unknown_code", f"{field.codelist} has no code {condition.value}")

    def unique_fields(self) -> None:
        seen: set[str] = set()
        columns: set[str] = {one.id for one in self._registry.release.column if one.table == "cases"}
        for form in self._registry.forms.values():
            file = f"forms/{form.id}.toml"
            for field in _every(form):
                if field.id in seen:
                    raise mistake(file, field.id, "duplicate_id", "ids are never used twice: choose another")
                seen.add(field.id)
                if field.export is not None:
                    if field.export.column in columns:
                        raise mistake(file, field.id, "duplicate_column", f"{field.export.column} is taken")
                    columns.add(field.export.column)

    def criteria(self) -> None:
        file = "criteria/lvv.toml"
        kinds, organisations = self._codes("document_kinds"), self._codes("organisations")
        for criterion in self._registry.criteria.values():
            for version in criterion.version:
                self._condition(file, criterion.id, version.met_when)
                if version.applies_when is not None:
                    self._condition(file, criterion.id, version.applies_when)
            for name in (*criterion.evidence, *criterion.testers):
                if name not in kinds | organisations:
                    raise mistake(file, criterion.id, "unknown_code", f"no code list has {name}")
            expected = {one.expect for one in criterion.example}
            lacking = {"met", "not_met", "unknown"} - expected
            if lacking:
                raise mistake(file, criterion.id, "no_example", f"add an example for {', '.join(sorted(lacking))}")

    def _codes(self, list_id: str) -> frozenset[str]:
        return self._registry.code_ids.get(list_id, frozenset())

    def scenario(self, scenario: Scenario) -> None:
        file = f"trajectories/{scenario.id}.toml"
        routes = {one.id for one in scenario.sub_route}
        earlier: set[str] = set()
        for step in scenario.step:
            if not set(step.sub_routes) <= routes:
                raise mistake(file, step.id, "unknown_sub_route", "name sub-routes of this scenario")
            if not set(step.after) <= earlier:
                raise mistake(file, step.id, "step_order", "after names steps that stand before this one")
            lacking = set(step.needs) - self._codes("document_kinds")
            if lacking:
                raise mistake(file, step.id, "unknown_code", f"document_kinds has no {', '.join(sorted(lacking))}")
            if step.owner not in self._codes("organisations"):
                raise mistake(file, step.id, "unknown_code", f"organisations has no {step.owner}")
            earlier.add(step.id)

    def municipalities(self) -> None:
        for city in self._registry.municipalities.values():
            file = f"municipalities/{city.id}.toml"
            terms = {one.id for one in city.term} | set(self._registry.terms)
            for override in city.override:
                if override.criterion not in self._registry.criteria:
                    raise mistake(file, override.criterion, "unknown_criterion", "name a criterion that exists")
                if override.met_when is not None:
                    self._condition(file, override.criterion, override.met_when)
            for programme in city.programme:
                if programme.max_stay is not None and programme.max_stay not in terms:
                    raise mistake(file, programme.id, "unknown_term", f"add a term {programme.max_stay}")

    def advice(self) -> None:
        texts = {one.id for one in self._registry.advice.advice}
        for number, row in enumerate(self._registry.advice.row, start=1):
            unknown = set(row.when) - ADVICE_FACTS
            if unknown:
                raise mistake(
                    "advice.toml", f"row {number}", "unknown_fact", f"known: {', '.join(sorted(ADVICE_FACTS))}"
                )
            if row.advice not in texts:
                raise mistake("advice.toml", f"row {number}", "no_text", f"add the words for {row.advice}")

    def outputs(self) -> None:
        for recipient in self._registry.handover.recipient:
            if recipient.question_field not in self._registry.fields:
                raise mistake("handover.toml", recipient.id, "unknown_field", "question_field names a question")
            if self._registry.fields[recipient.question_field].addressed_to != recipient.id:
                mend = f'give {recipient.question_field} addressed_to = "{recipient.id}"'
                raise mistake("handover.toml", recipient.id, "addressed_to", mend)
            for check in recipient.check:
                self._condition("handover.toml", recipient.id, check.met_when)
                if check.applies_when is not None:
                    self._condition("handover.toml", recipient.id, check.applies_when)
        for section in self._registry.handover.section:
            if not set(section.recipients) <= self._recipients:
                raise mistake("handover.toml", section.id, "unknown_recipient", "name recipients of this file")
            if section.consent is not None:
                self._purpose("handover.toml", section.id, section.consent)
        for column in self._registry.release.column:
            if column.transform not in self._transforms:
                raise mistake("release.toml", column.id, "unknown_transform", "name a transform that exists")
        self._suppressed_with()

    def _suppressed_with(self) -> None:
        """A column is suppressed with recognisable columns of its own table."""
        rows = [(one.table, one.id, one.role, one.suppress_with) for one in self._registry.release.column]
        exports = [one.export for one in self._registry.fields.values() if one.export is not None]
        rows += [("cases", one.column, one.role, one.suppress_with) for one in exports]
        quasi = {(table, name) for table, name, role, _ in rows if role == "quasi"}
        for table, name, _, together in rows:
            lacking = ", ".join(one for one in together if (table, one) not in quasi)
            if lacking:
                raise mistake("release.toml", name, "suppress_with", f"{table} has no quasi column {lacking}")


def _every(form: Form) -> Iterator[Field]:
    for entry in form.fields():
        yield entry
        yield from entry.field
