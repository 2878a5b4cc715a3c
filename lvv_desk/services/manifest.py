"""The manifest of a handover: what leaves, what is held back and why. Default closed.

An answer leaves only when its field names the recipient and the consent it rests on is given. A row of a group leaves
whole or not at all. A result of a criterion is as private as the most private answer it rests on. What rests on a
consent is printed only where there is something to tell: a consent that opens nothing looks like one not given.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from lvv_desk.definitions.forms import Field
from lvv_desk.definitions.outputs import Recipient, Section
from lvv_desk.definitions.registry import Registry
from lvv_desk.domain.answers import Answer, AnswerSet, Standing
from lvv_desk.domain.consent import Circumstances, standing
from lvv_desk.domain.handover import (
    ConsentRecord,
    HandoverDocument,
    HandoverSection,
    Line,
    Table,
    Withheld,
    WithheldBecause,
)
from lvv_desk.domain.identifiers import grouped_v_number
from lvv_desk.domain.truth import Truth
from lvv_desk.rules.conditions import evaluate
from lvv_desk.rules.visibility import facts_for, hidden_fields
from lvv_desk.services.cases import CaseView
from lvv_desk.services.freshness import stale_documents
from lvv_desk.services.gate import Gate
from lvv_desk.services.handover_records import RECORDS, shown
from lvv_desk.texts import language, name_of, say, t


def build(
    registry: Registry, view: CaseView, recipient_id: str, *, author: str, version: int, practice: bool
) -> HandoverDocument:
    """The document for a recipient as of today, in the language in use."""
    recipient = registry.recipient(recipient_id)
    gate = Gate.of(registry, recipient_id, view.answers, view.drafted, view.today)
    hidden = hidden_fields(registry, view.answers, view.today)
    municipality, programme = registry.programmes[view.case.programme]
    sections = tuple(
        _section(gate, view, section, hidden)
        for section in registry.handover.section
        if recipient_id in section.recipients
    )
    opened = frozenset[str]().union(*(section.rests_on for section in sections))
    return HandoverDocument(
        language=language(),
        recipient_id=recipient_id,
        recipient=say(recipient.full_name),
        purpose=say(recipient.purpose),
        case_number=view.case.number,
        v_number=grouped_v_number(view.summary.v_number) or None,
        name=str(gate.answers.value("name_used") or ""),
        municipality=say(municipality.label),
        programme=say(programme.label),
        made_on=view.today,
        author=author,
        version=version,
        sections=sections,
        withheld=tuple(_withheld(registry)),
        consents=tuple(_consents(gate, view, opened)),
        kept_inside=tuple(_kept_inside(gate, view, hidden)),
        warnings=tuple(_warnings(registry, recipient, gate.answers, view)),
        practice=practice,
    )


def _section(gate: Gate, view: CaseView, section: Section, hidden: frozenset[str]) -> HandoverSection:
    lines: list[Line] = []
    tables: list[Table] = []
    for form in gate.registry.forms.values():
        for entry in form.fields():
            if entry.id in hidden:
                continue
            if entry.type == "group":
                tables += _group_table(gate, entry, section.id)
            elif entry.pdf == section.id and entry.consent is None and gate.field(entry):
                lines += _lines(gate, entry)
    for record in section.records if gate.consent(section.consent) else ():
        more_lines, more_tables = RECORDS[record](gate, view)
        lines += more_lines
        tables += [one.resting_on(section.consent) for one in more_tables if one.rows or section.consent is None]
    return HandoverSection(section.id, say(section.label), tuple(lines), tuple(tables))


def _lines(gate: Gate, field: Field) -> Iterator[Line]:
    purpose = field.consent_to_share(gate.recipient)
    for kind in list(Standing) if field.claimed_established else [Standing.CLAIMED]:
        answer = gate.answers.get(field.id, 0, kind)
        codes = gate.codes_rest_on(field, answer)
        text = shown(gate.registry, field, answer) if all(gate.consent(code) for code in codes) else None
        if text is None and purpose is not None:
            continue
        yield Line(
            f"{say(field.label)} ({name_of(kind).lower()})" if field.claimed_established else say(field.label),
            text,
            standing=kind.value if field.claimed_established else "",
            source=_source(gate.registry, answer) if text is not None else "",
            consent=purpose or min(codes, default=None),
        )


def _source(registry: Registry, answer: Answer | None) -> str:
    code = registry.code("answer_sources", answer.source) if answer and answer.source else None
    return say(code.label) if code else ""


def _group_table(gate: Gate, group: Field, section: str) -> list[Table]:
    answers, registry = gate.answers, gate.registry
    items = [item for item in answers.items([one.id for one in group.field]) if gate.row(group, item)]
    columns: list[Field] = []
    cells: list[list[str | None]] = []
    purposes: set[str] = set()
    for field in group.field:
        if field.pdf != section or not gate.field(field):
            continue
        purpose = field.consent_to_share(gate.recipient)
        column = [shown(registry, field, answers.best(field.id, item)) for item in items]
        if purpose is not None:
            if not any(column):
                continue
            purposes.add(purpose)
        columns.append(field)
        cells.append(column)
    if not columns:
        return []
    purposes |= {purpose for item in items for purpose in gate.row_rests_on(group, item)}
    rows = tuple(zip(*cells, strict=True))
    return [Table(say(group.label), tuple(say(one.label) for one in columns), rows, frozenset(purposes))]


def _consents(gate: Gate, view: CaseView, opened: frozenset[str]) -> Iterator[ConsentRecord]:
    """What the client agreed to and is in this document, each with the talk in which that was said; not a consent that
    is sensitive to have been asked.
    """
    said = standing(view.consents)
    for purpose, field in gate.registry.consent_fields.items():
        if purpose in opened and field.privacy != "sensitive":
            talk = said[purpose].circumstances if purpose in said else None
            yield ConsentRecord(purpose, say(field.label), *(_told(gate.registry, talk) if talk else (None,) * 3))


def _told(registry: Registry, talk: Circumstances) -> tuple[str | None, str | None, str | None]:
    """The day, the language and the interpreter of a talk, in words."""
    language = registry.code("languages", talk.language) if talk.language else None
    interpreter = t("answer.yes" if talk.interpreter else "answer.no") if talk.interpreter is not None else None
    on = talk.on.strftime("%d-%m-%Y") if talk.on else None
    return on, say(language.label) if language else None, interpreter


def _withheld(registry: Registry) -> Iterator[Withheld]:
    """The topics that stay inside, but for what the document says of them: the same list for everybody."""
    because = WithheldBecause.ONLY_ON_CONSENT
    for purpose in registry.consent_fields:
        yield Withheld(t(f"consent_topic.{purpose}"), because, name_of(because))
    for one in registry.handover.never:
        yield Withheld(say(one.label), WithheldBecause.NEVER_SHARED, say(one.reason))


def _kept_inside(gate: Gate, view: CaseView, hidden: frozenset[str]) -> Iterator[Withheld]:
    """For the counsellor: every question with an answer that does not leave, and why."""
    for field in _answered(gate.registry.fields.values(), view.answers):
        if field.id in hidden or field.consent is not None or gate.field(field):
            continue
        because = _because(gate, field)
        yield Withheld(say(field.label), because, name_of(because))
    choice = view.scenario
    if choice is not None and choice.sub_route and not gate.routes(gate.registry.scenarios[choice.scenario.value]):
        because = WithheldBecause.NO_CONSENT
        yield Withheld(t("handover.route_and_steps"), because, name_of(because))


def _because(gate: Gate, field: Field) -> WithheldBecause:
    purpose = field.consent_to_share(gate.recipient)
    if purpose is None:
        return WithheldBecause.NOT_FOR_RECIPIENT
    asked = gate.registry.consent_fields[purpose].id
    refused = any(answers.value(asked) is False for answers in (gate.answers, gate.drafted))
    return WithheldBecause.CONSENT_REFUSED if refused else WithheldBecause.NO_CONSENT


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
    for stale in stale_documents(registry, answers, view.today, view.documents):
        yield t("handover.warn_stale", label=stale.label, on=stale.expired_on.strftime("%d-%m-%Y"))
    if view.has_draft:
        yield t("handover.warn_draft")
