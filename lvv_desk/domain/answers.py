"""Answers: what was asked, what was said, who says so."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

Value = str | bool | int | tuple[str, ...]
"""What is stored for an answer. Dates are ISO text, partial dates EDTF text, choices are code ids."""


class AbsentReason(StrEnum):
    """Why there is no value. These are answers too, and are stored as such."""

    NOT_ASKED = "not_asked"
    UNKNOWN = "unknown"
    DECLINED = "declined"


class Standing(StrEnum):
    """Whether the person says so or a body established it."""

    CLAIMED = "claimed"
    ESTABLISHED = "established"


@dataclass(frozen=True, order=True)
class AnswerKey:
    """Where an answer belongs: a field, the row of a repeating group, claimed or established."""

    field_id: str
    item: int = 0
    standing: Standing = Standing.CLAIMED


@dataclass(frozen=True)
class Answer:
    """One answer. Exactly one of ``value`` and ``absent`` is given."""

    key: AnswerKey
    value: Value | None = None
    absent: AbsentReason | None = None
    source: str | None = None
    by: str = ""
    at: datetime | None = None

    def __post_init__(self) -> None:
        if (self.value is None) == (self.absent is None):
            raise ValueError(f"an answer to {self.key.field_id} needs a value or the reason why there is none")


@dataclass(frozen=True)
class AnswerSet:
    """The answers of one case, by key."""

    by_key: Mapping[AnswerKey, Answer] = field(default_factory=dict)

    @staticmethod
    def of(answers: Iterable[Answer]) -> AnswerSet:
        return AnswerSet({answer.key: answer for answer in answers})

    def __iter__(self) -> Iterator[Answer]:
        return iter(self.by_key.values())

    def __len__(self) -> int:
        return len(self.by_key)

    def get(self, field_id: str, item: int = 0, standing: Standing = Standing.CLAIMED) -> Answer | None:
        return self.by_key.get(AnswerKey(field_id, item, standing))

    def best(self, field_id: str, item: int = 0) -> Answer | None:
        """The established answer where there is one with a value, else the claimed one."""
        established = self.get(field_id, item, Standing.ESTABLISHED)
        if established is not None and established.value is not None:
            return established
        return self.get(field_id, item) or established

    def value(self, field_id: str, item: int = 0) -> Value | None:
        """The best value, or ``None`` when there is none."""
        answer = self.best(field_id, item)
        return answer.value if answer else None

    def items(self, field_ids: Iterable[str]) -> tuple[int, ...]:
        """The row numbers that any of these fields of a group has an answer in."""
        wanted = set(field_ids)
        return tuple(sorted({key.item for key in self.by_key if key.field_id in wanted}))

    def without(self, field_ids: Iterable[str]) -> AnswerSet:
        """The same answers less those of the fields named."""
        hidden = set(field_ids)
        return AnswerSet({key: one for key, one in self.by_key.items() if key.field_id not in hidden})

    def overlaid(self, newer: Iterable[Answer]) -> AnswerSet:
        """These answers with newer ones laid over them."""
        return AnswerSet({**self.by_key, **{answer.key: answer for answer in newer}})
