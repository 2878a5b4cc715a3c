"""Brings in cases from a file: each row whole or not at all, and by default the whole file or nothing."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from pydantic import ValidationError

from lvv_desk.definitions import values
from lvv_desk.definitions.forms import Field
from lvv_desk.definitions.values import ValueProblem
from lvv_desk.domain.answers import AbsentReason, Answer, AnswerKey, AnswerSet, Standing
from lvv_desk.domain.case import Case, looks_like_number
from lvv_desk.domain.documents import DocumentDetails
from lvv_desk.domain.notes import NoteContent, NoteTopic
from lvv_desk.domain.rights import Look, Right
from lvv_desk.errors import DeskError, InputError
from lvv_desk.services import (
    access,
    admission,
    consents,
    document_files,
    documents,
    importing_stays,
    notes,
    summaries,
    trajectories,
)
from lvv_desk.services.actions import Service, action
from lvv_desk.services.cases import new_case, require_day
from lvv_desk.services.document_files import Incoming
from lvv_desk.services.exchange import (
    ANSWER,
    AnswerShape,
    CaseShape,
    ContactNoteShape,
    DocumentShape,
    StandingShape,
    read_rows,
    reference_of,
    shape_problems,
)
from lvv_desk.store import answers as answer_store
from lvv_desk.store import cases
from lvv_desk.store import summaries as summary_store
from lvv_desk.store.unit_of_work import GivenUp, Line, UnitOfWork
from lvv_desk.texts import t

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class FailedRow:
    """A row that can't be brought in, and why."""

    row: int
    reference: str
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class ImportResult:
    """What was brought in, what was not, and what deserves a look."""

    imported: tuple[str, ...]
    failed: tuple[FailedRow, ...]
    warnings: tuple[str, ...]
    kept: bool

    def for_log(self) -> dict[str, Any]:
        return {"kept": self.kept, "imported": len(self.imported), "failed": len(self.failed)}


class _RowProblems(Exception):
    def __init__(self, reasons: Sequence[str]) -> None:
        super().__init__("; ".join(reasons))
        self.reasons = tuple(reasons)


class ImportService(Service):
    """The way in for files."""

    @action(Right.IMPORT, "cases.imported")
    def from_file(self, path: Path, *, partial: bool = False, progress: Progress | None = None) -> ImportResult:
        """Cases from a JSON file.

        Args:
            partial: keep the good rows when others fail; otherwise one failed row means that nothing is kept.

        Raises:
            InputError: the file can't be read as a list of cases.
        """
        return self.rows(read_rows(path), partial=partial, progress=progress)

    @action(Right.IMPORT, "cases.imported")
    def rows(self, rows: Sequence[Any], *, partial: bool = False, progress: Progress | None = None) -> ImportResult:
        """The same for rows that are already read."""
        imported: list[str] = []
        failed: list[FailedRow] = []
        warnings: list[str] = []
        kept = True
        try:
            with self._desk.store.write() as work:
                for number, row in enumerate(rows, start=1):
                    self._one(work, number, row, imported, failed, warnings)
                    if progress is not None:
                        progress(number, len(rows))
                work.log("cases.imported", "vault", None, imported=len(imported), failed=len(failed))
                if failed and not partial:
                    work.give_up()
        except GivenUp:
            kept, imported, warnings = False, [], []  # a file that is not kept tells nothing of who is here
        return ImportResult(tuple(imported), tuple(failed), tuple(warnings), kept)

    def _one(
        self, work: UnitOfWork, number: int, row: Any, imported: list[str], failed: list[FailedRow],
        warnings: list[str],
    ) -> None:  # fmt: skip
        reference = reference_of(row)
        before, told = len(work.lines), len(warnings)
        try:
            with work.session.begin_nested():
                case = self._bring_in(work, row, warnings)
            imported.append(case.number)
        except _RowProblems as problems:
            del work.lines[before:], warnings[told:]
            failed.append(FailedRow(number, reference, problems.reasons))
        except DeskError as error:
            del work.lines[before:], warnings[told:]
            failed.append(FailedRow(number, reference, (str(error),)))
        work.session.expunge_all()

    def _bring_in(self, work: UnitOfWork, row: Any, warnings: list[str]) -> Case:
        try:
            shape = CaseShape.model_validate(row)
        except ValidationError as error:
            raise _RowProblems(list(shape_problems(error))) from error
        if looks_like_number(shape.reference):
            raise InputError("import_reference_number", reference=shape.reference)
        if cases.find_case(work, shape.reference) is not None:
            raise InputError("import_exists", reference=shape.reference)
        if shape.registered_on > self._desk.today():
            raise InputError("date_future")
        answers = self._answers(shape)
        client_id = cases.client_by_import_key(work, shape.client) if shape.client else None
        case = new_case(
            self._desk, work, client_id=client_id or cases.add_client(work, shape.client),
            municipality=shape.municipality, on=shape.registered_on, programme=self._programme(shape),
            reference=shape.reference,
        )  # fmt: skip
        cases.add_case(work, case, owner_id=UUID(work.actor.account_id))
        work.log("case.imported", "case", case.id)
        warnings += self._same_number(work, case, answers)
        answer_store.add_answers(work, case.id, answers)
        work.session.flush()
        consents.record(self._desk, work, case.id, AnswerSet(), {})
        self._history(work, case, shape, warnings)
        summaries.refresh(self._desk, work, case)
        return case

    def _programme(self, shape: CaseShape) -> str | None:
        if shape.programme is None:
            return None
        known = self._desk.registry.programmes.get(shape.programme)
        if known is None or known[0].id != shape.municipality:
            raise InputError("programme_unknown", programme=shape.programme)
        return shape.programme

    def _same_number(self, work: UnitOfWork, case: Case, answers: Sequence[Answer]) -> Iterator[str]:
        number = next((str(one.value) for one in answers if one.key.field_id == summaries.V_NUMBER_FIELD), None)
        for other in summary_store.with_v_number(work, number) if number else ():
            found = cases.case_by_id(work, other.case_id)
            if found is not None and found.client_id != case.client_id:
                look = access.look(self._desk, work, found.id)
                if look is Look.NONE:
                    continue
                named = other.number if look in (Look.FULL, Look.TEAM) else t("access.shielded")
                detail = {"imported": str(case.id)}
                work.lines.append(Line("case.matched", "case", str(found.id), detail, looked_only=True))
                yield t("import.same_v_number", reference=case.reference or case.number, other=named)

    def _history(self, work: UnitOfWork, case: Case, shape: CaseShape, warnings: list[str]) -> None:
        if shape.intake_finished_on is not None:
            require_day(self._desk, case, shape.intake_finished_on)
            cases.finish_intake(work, case.id, shape.intake_finished_on)
        if not shape.decisions:
            admission.assess_and_store(self._desk, work, case, self._desk.today())
        for decision in sorted(shape.decisions, key=lambda one: one.on):
            admission.make_decision(
                self._desk, work, case, on=decision.on, body=decision.body, kind=decision.kind,
                reason=decision.reason, exception_ground=decision.exception_ground,
            )  # fmt: skip
        for scenario in sorted(shape.scenarios, key=lambda one: one.on):
            trajectories.make_scenario(
                self._desk, work, case, on=scenario.on, scenario=scenario.scenario,
                sub_route=scenario.sub_route, reason=scenario.reason,
                states={name: (one.status, one.on, one.note) for name, one in scenario.steps.items()},
            )  # fmt: skip
        for document in shape.documents:
            self._document(work, case, document)
        if shape.exit is not None:
            left = shape.exit
            trajectories.make_exit(self._desk, work, case, on=left.on, outcome=left.outcome, reason=left.reason)
        warnings += tuple(importing_stays.bring_in(self._desk, work, case, shape.placements))
        for later in shape.aftercare:
            trajectories.make_aftercare(self._desk, work, case, on=later.on, outcome=later.outcome, note=later.note)
        for one in shape.contact_notes:
            notes.make_note(self._desk, work, case, _note(one))

    def _document(self, work: UnitOfWork, case: Case, shape: DocumentShape) -> None:
        name = shape.title or documents.kind_label(self._desk.registry, shape.kind)
        try:
            content = base64.b64decode(shape.content, validate=True)
        except ValueError as error:  # of a letter outside ASCII too
            raise InputError("document_base64", file=name) from error
        details = DocumentDetails(
            shape.kind, shape.copy_kind, shape.received_on, shape.dated_on, shape.title, shape.note
        )
        file = Incoming(name, content, document_files.media_type_of(content, name))
        documents.make_document(self._desk, work, case, file, details)

    def _answers(self, shape: CaseShape) -> list[Answer]:
        """All answers of a row, or every reason why some can't be."""
        registry = self._desk.registry
        found: list[Answer] = []
        problems: list[str] = []
        for name, given in shape.answers.items():
            group = registry.groups.get(name)
            if group is not None:
                found += self._rows_of(group, given, problems)
            elif name in registry.fields and name not in registry.group_of:
                found += self._given(registry.fields[name], 0, given, problems)
            else:
                problems.append(t("problem.unknown_field", field=name))
        if summaries.NAME_FIELD not in {one.key.field_id for one in found}:
            problems.append(t("error.name_empty"))
        if problems:
            raise _RowProblems(problems)
        return found

    def _rows_of(self, group: Field, given: Any, problems: list[str]) -> Iterator[Answer]:
        own = {one.id: one for one in group.field}
        if not isinstance(given, list) or not all(isinstance(one, dict) for one in given):
            problems.append(t("problem.rows", field=group.id))
            return
        for item, row in enumerate(given):
            for name, value in row.items():
                if name in own:
                    yield from self._given(own[name], item, value, problems)
                else:
                    problems.append(t("problem.unknown_field", field=f"{group.id}.{name}"))

    def _given(self, field: Field, item: int, given: Any, problems: list[str]) -> Iterator[Answer]:
        try:
            shape = ANSWER.validate_python(given)
        except ValidationError:
            problems.append(t("problem.answer_shape", field=field.id))
            return
        if isinstance(shape, StandingShape):
            if shape.established is not None and not field.claimed_established:
                problems.append(t("problem.not_established", field=field.id))
                return
            pairs = [(Standing.CLAIMED, shape.claimed), (Standing.ESTABLISHED, shape.established)]
        else:
            pairs = [(Standing.CLAIMED, shape)]
        for standing, one in pairs:
            if one is None:
                continue
            whole = one if isinstance(one, AnswerShape) else AnswerShape(value=one)
            try:
                yield self._answer(AnswerKey(field.id, item, standing), field, whole)
            except ValueProblem as problem:
                problems.append(f"{field.id}: {problem}")

    def _answer(self, key: AnswerKey, field: Field, shape: AnswerShape) -> Answer:
        if shape.source is not None and self._desk.registry.code("answer_sources", shape.source) is None:
            raise ValueProblem("source", source=shape.source)
        if (shape.value is None) == (shape.absent is None):
            raise ValueProblem("value_or_absent")
        if shape.absent is not None:
            return Answer(key, absent=AbsentReason(shape.absent), source=shape.source)
        value = values.parse(field, shape.value, self._desk.registry)
        if field.past and values.in_the_future(value, self._desk.today()):
            raise ValueProblem("future")
        return Answer(key, value=value, source=shape.source)


def _note(shape: ContactNoteShape) -> NoteContent:
    topics = tuple(NoteTopic(one.topic, one.text, one.stays_inside) for one in shape.topics)
    return NoteContent(
        on=shape.on, medium=shape.medium, present=tuple(shape.present), interpreter=shape.interpreter,
        language=shape.language, topics=topics,
    )  # fmt: skip
