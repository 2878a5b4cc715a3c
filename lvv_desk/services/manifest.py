"""The manifest of a handover: what leaves, what is held back and why. Default closed.

An answer leaves only when its field names the recipient and the consent it rests on is given. A row of a group leaves
whole or not at all. A result of a criterion is as private as the most private answer it rests on.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from lvv_desk.definitions import values
from lvv_desk.definitions.forms import ALWAYS, CONSENT_PREFIX, Field
from lvv_desk.definitions.outputs import Recipient, Section
from lvv_desk.definitions.registry import Registry
from lvv_desk.domain.answers import Answer, AnswerSet, Standing
from lvv_desk.domain.case import StepStatus
from lvv_desk.domain.handover import (
    ConsentRecord,
    HandoverDocument,
    HandoverSection,
    Line,
    Table,
    Withheld,
    WithheldBecause,
)
from lvv_desk.domain.truth import Truth
from lvv_desk.rules.conditions import evaluate
from lvv_desk.rules.visibility import asked_answers, facts_for, hidden_fields
from lvv_desk.services.cases import CaseView
from lvv_desk.services.freshness import stale_documents
from lvv_desk.texts import language, name_of, say, t

CONSENT_DATE, CONSENT_LANGUAGE, CONSENT_INTERPRETER = "consent_date", "consent_language", "consent_interpreter"
DOCUMENT_LISTS = frozenset({"document_kinds"})


@dataclass(frozen=True)
class _Gate:
    """Opens or stays shut for one recipient, given the consents."""

    registry: Registry
    recipient: str
    answers: AnswerSet

    def consent(self, purpose: str | None) -> bool:
        if purpose is None:
            return True
        field = self.registry.consent_fields[purpose]
        return self.answers.value(field.id) is True

    def field(self, field: Field) -> bool:
        """Whether answers to this field may leave to the recipient."""
        rule = field.share.get(self.recipient)
        if rule is None:
            return False
        return rule == ALWAYS or self.consent(rule.removeprefix(CONSENT_PREFIX))

    def value(self, field: Field, answer: Answer | None) -> bool:
        """Whether this very value may leave: a code can carry a consent of its own."""
        if answer is None or answer.value is None or field.codelist is None:
            return True
        chosen = answer.value if isinstance(answer.value, tuple) else (answer.value,)
        codes = [self.registry.code(field.codelist, str(one)) for one in chosen]
        return all(self.consent(code.consent) for code in codes if code is not None)

    def row(self, group: Field, item: int) -> bool:
        """Whether a row of a group may leave."""
        for field in group.field:
            answer = self.answers.best(field.id, item)
            if not self.value(field, answer):
                return False
            marked = field.row_consent is not None and (answer is None or answer.value is not False)
            if marked and not self.consent(field.row_consent):
                return False
        return True


def build(
    registry: Registry, view: CaseView, recipient_id: str, *, author: str, version: int, practice: bool
) -> HandoverDocument:
    """The document for a recipient as of today, in the language in use."""
    recipient = registry.recipient(recipient_id)
    answers = asked_answers(registry, view.answers, view.today)
    gate = _Gate(registry, recipient_id, answers)
    municipality, programme = registry.programmes[view.case.programme]
    return HandoverDocument(
        language=language(),
        recipient_id=recipient_id,
        recipient=say(recipient.full_name),
        purpose=say(recipient.purpose),
        case_number=view.case.number,
        v_number=view.summary.v_number or None,
        name=str(answers.value("name_used") or ""),
        municipality=say(municipality.label),
        programme=say(programme.label),
        made_on=view.today,
        author=author,
        version=version,
        sections=tuple(
            _section(registry, gate, view, answers, section)
            for section in registry.handover.section
            if recipient_id in section.recipients
        ),
        withheld=tuple(_withheld(registry, gate)),
        consents=tuple(_consents(registry, answers)),
        kept_inside=tuple(_kept_inside(registry, gate, view.answers, view.today)),
        warnings=tuple(_warnings(registry, recipient, answers, view)),
        practice=practice,
    )


def _section(registry: Registry, gate: _Gate, view: CaseView, answers: AnswerSet, section: Section) -> HandoverSection:
    lines: list[Line] = []
    tables: list[Table] = []
    hidden = hidden_fields(registry, view.answers, view.today)
    for form in registry.forms.values():
        for entry in form.fields():
            if entry.id in hidden:
                continue
            if entry.type == "group":
                table = _group_table(registry, gate, answers, entry, section.id)
                tables += [table] if table else []
            elif entry.pdf == section.id and entry.consent is None and gate.field(entry):
                lines += _lines(registry, gate, answers, entry)
    for record in section.records:
        more_lines, more_tables = RECORDS[record](registry, gate, view)
        lines += more_lines
        tables += more_tables
    return HandoverSection(section.id, say(section.label), tuple(lines), tuple(tables))


def _lines(registry: Registry, gate: _Gate, answers: AnswerSet, field: Field) -> list[Line]:
    kinds = list(Standing) if field.claimed_established else [Standing.CLAIMED]
    lines = []
    for kind in kinds:
        answer = answers.get(field.id, 0, kind)
        if not gate.value(field, answer):
            continue
        label = f"{say(field.label)} ({name_of(kind).lower()})" if field.claimed_established else say(field.label)
        rule = field.share[gate.recipient]
        lines.append(
            Line(
                label,
                shown(registry, field, answer),
                standing=kind.value if field.claimed_established else "",
                source=_source(registry, answer),
                consent=rule.removeprefix(CONSENT_PREFIX) if rule != ALWAYS else None,
            )
        )
    return lines


def shown(registry: Registry, field: Field, answer: Answer | None) -> str | None:
    """An answer as it is printed: its value, or why there is none; ``None`` when nothing was recorded."""
    if answer is None:
        return None
    if answer.absent is not None:
        return name_of(answer.absent)
    return values.show(field, answer.value, registry) if answer.value is not None else None


def _source(registry: Registry, answer: Answer | None) -> str:
    code = registry.code("answer_sources", answer.source) if answer and answer.source else None
    return say(code.label) if code else ""


def _group_table(registry: Registry, gate: _Gate, answers: AnswerSet, group: Field, section: str) -> Table | None:
    columns = [one for one in group.field if one.pdf == section and gate.field(one)]
    if not columns:
        return None
    items = [item for item in answers.items([one.id for one in group.field]) if gate.row(group, item)]
    rows = tuple(tuple(shown(registry, column, answers.best(column.id, item)) for column in columns) for item in items)
    return Table(say(group.label), tuple(say(one.label) for one in columns), rows)


Records = tuple[list[Line], list[Table]]


def _admission(registry: Registry, gate: _Gate, view: CaseView) -> Records:
    admitted = [one for one in view.dates.decisions if one.kind.admits]
    lines = [
        Line(t("handover.registered_on"), view.case.registered_on.strftime("%d-%m-%Y")),
        Line(t("handover.admitted_on"), admitted[0].on.strftime("%d-%m-%Y") if admitted else None),
    ]
    if view.assessment is None:
        return lines, []
    rows = []
    for one in view.assessment.result.results:
        criterion = registry.criteria[one.criterion_id]
        rests_on = [registry.fields[used.field_id] for used in one.used if used.field_id in registry.fields]
        if not one.counts or not all(gate.field(field) for field in rests_on):
            continue
        label = say(criterion.label)
        if criterion.source.unconfirmed:
            label += f" ({t('mark.unconfirmed')})"
        rows.append((one.criterion_id, label, name_of(one.value)))
    header = (t("handover.code"), t("handover.criterion"), t("handover.result"))
    return lines, [Table(t("handover.criteria"), header, tuple(rows))]


def _decisions(registry: Registry, _: _Gate, view: CaseView) -> Records:
    rows = tuple(
        (
            one.on.strftime("%d-%m-%Y"),
            values.code_label(registry.code_lists["decision_bodies"], one.body),
            name_of(one.kind),
            " ".join(part for part in (one.reason, one.exception_ground) if part) or None,
        )
        for one in view.dates.decisions
    )
    header = (t("handover.date"), t("handover.body"), t("handover.decision"), t("handover.reason"))
    return [], [Table(t("handover.decisions"), header, rows)]


def _scenario(registry: Registry, gate: _Gate, view: CaseView) -> Records:
    choice = view.scenario
    if choice is None:
        return [Line(t("handover.scenario"), None)], []
    definition = registry.scenarios[choice.scenario.value]
    route = next((one for one in definition.sub_route if one.id == choice.sub_route), None)
    text = say(definition.label)
    if route is not None and gate.consent(route.consent):
        text += f": {say(route.label)}"
    text += f" ({t('handover.since', on=choice.on.strftime('%d-%m-%Y'))})"
    return [Line(t("handover.scenario"), text)], []


def _steps(registry: Registry, gate: _Gate, view: CaseView) -> Records:
    choice = view.scenario
    if choice is None or not view.steps:
        return [], []
    definition = registry.scenarios[choice.scenario.value]
    route = next((one for one in definition.sub_route if one.id == choice.sub_route), None)
    if route is not None and not gate.consent(route.consent):
        return [], []
    rows = []
    for step, status in zip(view.steps, view.shown_steps, strict=True):
        template = registry.steps.get(step.step_id)
        if template is None or status is StepStatus.NOT_APPLICABLE or not gate.consent(template.consent):
            continue
        day = step.status_on or step.due_on
        owner = values.code_label(registry.code_lists["organisations"], template.owner)
        rows.append((say(template.label), owner, name_of(status), day.strftime("%d-%m-%Y") if day else None))
    header = (t("handover.step"), t("handover.owner"), t("handover.status"), t("handover.date"))
    return [], [Table(t("handover.steps"), header, tuple(rows))]


def _attachments(registry: Registry, gate: _Gate, view: CaseView) -> Records:
    answers = asked_answers(registry, view.answers, view.today)
    rows: list[tuple[str | None, ...]] = []
    for group in registry.groups.values():
        kind = next((one for one in group.field if one.codelist in DOCUMENT_LISTS), None)
        if kind is None or not gate.field(kind):
            continue
        for item in answers.items([one.id for one in group.field]):
            name = shown(registry, kind, answers.best(kind.id, item))
            allowed = gate.row(group, item)
            if allowed:
                rows.append((name, t("handover.may_leave")))
    header = (t("handover.document"), t("handover.consent_flag"))
    return [], [Table(t("handover.attachments"), header, tuple(rows))]


RECORDS = {
    "admission": _admission,
    "decisions": _decisions,
    "scenario": _scenario,
    "steps": _steps,
    "attachments": _attachments,
}


def _consents(registry: Registry, answers: AnswerSet) -> Iterator[ConsentRecord]:
    def text_of(field_id: str) -> str | None:
        field = registry.fields.get(field_id)
        return shown(registry, field, answers.best(field_id)) if field else None

    for purpose, field in registry.consent_fields.items():
        given = answers.value(field.id)
        yield ConsentRecord(
            purpose, say(field.label), given if isinstance(given, bool) else None, text_of(CONSENT_DATE),
            text_of(CONSENT_LANGUAGE), text_of(CONSENT_INTERPRETER),
        )  # fmt: skip


def _withheld(registry: Registry, gate: _Gate) -> Iterator[Withheld]:
    """The topics that stay inside. Named whether or not there is anything to tell: the list betrays nothing."""
    for purpose, field in registry.consent_fields.items():
        if not gate.consent(purpose) and _concerns(registry, purpose, gate.recipient):
            refused = gate.answers.value(field.id) is False
            because = WithheldBecause.CONSENT_REFUSED if refused else WithheldBecause.NO_CONSENT
            yield Withheld(t(f"consent_topic.{purpose}"), because, name_of(because))
    for one in registry.handover.never:
        yield Withheld(say(one.label), WithheldBecause.NEVER_SHARED, say(one.reason))


def _concerns(registry: Registry, purpose: str, recipient: str) -> bool:
    """Whether anything could leave to this recipient on the consent to this purpose."""
    rule = f"{CONSENT_PREFIX}{purpose}"
    return any(field.share.get(recipient) == rule for field in registry.fields.values()) or any(
        code.consent == purpose for codes in registry.code_lists.values() for code in codes.code
    )


def _kept_inside(registry: Registry, gate: _Gate, answers: AnswerSet, on: date) -> Iterator[Withheld]:
    """For the counsellor: every question with an answer that does not leave, and why."""
    hidden = hidden_fields(registry, answers, on)
    for field in _answered(registry.fields.values(), answers):
        rule = field.share.get(gate.recipient)
        if field.id in hidden or field.consent is not None or gate.field(field):
            continue
        if rule is None:
            because = WithheldBecause.NOT_FOR_RECIPIENT
        else:
            consent = registry.consent_fields[rule.removeprefix(CONSENT_PREFIX)]
            refused = gate.answers.value(consent.id) is False
            because = WithheldBecause.CONSENT_REFUSED if refused else WithheldBecause.NO_CONSENT
        yield Withheld(say(field.label), because, name_of(because))


def _answered(fields: Iterable[Field], answers: AnswerSet) -> Iterator[Field]:
    given = {one.key.field_id for one in answers if one.value is not None}
    return (field for field in fields if field.id in given)


def _warnings(registry: Registry, recipient: Recipient, answers: AnswerSet, view: CaseView) -> Iterator[str]:
    facts = facts_for(registry, answers, view.today)
    if answers.value(recipient.question_field) is None:
        yield t("handover.warn_question")
    for check in recipient.check:
        applies = check.applies_when is None or evaluate(check.applies_when, facts).truth is Truth.TRUE
        if applies and evaluate(check.met_when, facts).truth is not Truth.TRUE:
            yield t("handover.warn_check", label=say(check.label))
    for stale in stale_documents(registry, answers, view.today):
        yield t("handover.warn_stale", label=stale.label, on=stale.expired_on.strftime("%d-%m-%Y"))
    if view.has_draft:
        yield t("handover.warn_draft")
