"""What may leave to one recipient. Default closed.

A consent opens something only for the recipients it was asked for, and only when the answer that stands and the draft
laid over it both say yes: taking it back closes at once, a new yes opens when the intake is finished.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from lvv_desk.definitions.forms import Field
from lvv_desk.definitions.registry import Registry
from lvv_desk.definitions.trajectories import Scenario
from lvv_desk.domain.answers import Answer, AnswerSet
from lvv_desk.rules.visibility import asked_answers


@dataclass(frozen=True)
class Gate:
    """Opens or stays shut for one recipient, given the consents. ``drafted``: ``answers`` with the draft over them."""

    registry: Registry
    recipient: str
    answers: AnswerSet
    drafted: AnswerSet

    @classmethod
    def of(cls, registry: Registry, recipient: str, answers: AnswerSet, drafted: AnswerSet, on: date) -> Gate:
        """With the answers to questions that are asked on the day."""
        return cls(registry, recipient, asked_answers(registry, answers, on), asked_answers(registry, drafted, on))

    def consent(self, purpose: str | None) -> bool:
        if purpose is None:
            return True
        field = self.registry.consent_fields[purpose]
        given = all(answers.value(field.id) is True for answers in (self.answers, self.drafted))
        return given and self.recipient in field.consent_for

    def field(self, field: Field) -> bool:
        """Whether answers to this field may leave to the recipient."""
        return self.recipient in field.share and self.consent(field.consent_to_share(self.recipient))

    def codes_rest_on(self, field: Field, answer: Answer | None) -> frozenset[str]:
        """The consents that this very value rests on: a code can carry one of its own."""
        if answer is None or answer.value is None or field.codelist is None:
            return frozenset()
        chosen = answer.value if isinstance(answer.value, tuple) else (answer.value,)
        codes = [self.registry.code(field.codelist, str(one)) for one in chosen]
        return frozenset(code.consent for code in codes if code is not None and code.consent is not None)

    def row_rests_on(self, group: Field, item: int) -> frozenset[str]:
        """The consents that a row of a group rests on, by its codes and by its marks, as they stand and as drafted."""
        found: set[str] = set()
        for field in group.field:
            given = [answers.best(field.id, item) for answers in (self.answers, self.drafted)]
            for answer in given:
                found |= self.codes_rest_on(field, answer)
            if field.row_consent is not None and any(one is None or one.value is not False for one in given):
                found.add(field.row_consent)
        return frozenset(found)

    def row(self, group: Field, item: int) -> bool:
        """Whether a row of a group may leave."""
        return all(self.consent(purpose) for purpose in self.row_rests_on(group, item))

    def routes(self, scenario: Scenario) -> bool:
        """Whether the sub-route of a scenario and its steps may be named.

        The route itself plays no part, only the consents: either every route of the scenario could be named, or none
        is. So a scenario without its route looks the same for a sensitive route as for any other, and betrays nothing.
        """
        return all(self.consent(route.consent) for route in scenario.sub_route)
