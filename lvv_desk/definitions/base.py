"""The parts that every kind of definition is made of."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal, Protocol

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

Mark = Literal["F", "F-toc", "L", "D", "I"]
"""How sure a rule is: found, only a heading found, found locally or older, derived, inferred."""

UNCONFIRMED_MARKS: frozenset[str] = frozenset({"F-toc", "L", "D", "I"})

Identifier = Annotated[str, StringConstraints(pattern=r"^[A-Za-z][A-Za-z0-9_]*(\.[A-Za-z0-9_]+)*$")]
CodeId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_]+$")]
Words = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]


class Definition(BaseModel):
    """A row of a definition file: unchangeable, and nothing in it that the schema does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Label(Definition):
    """Words in both languages."""

    nl: Words
    en: Words


class Source(Definition):
    """Where a rule comes from, how sure it is, and whether a domain person confirmed it."""

    title: Words
    url: str = ""
    mark: Mark
    confirmed: bool = False

    @property
    def unconfirmed(self) -> bool:
        """Whether users are to be told "niet bevestigd"."""
        return not self.confirmed and self.mark in UNCONFIRMED_MARKS


class Dated(Definition):
    """Something that is in force from one day until another, both included."""

    valid_from: date | None = None
    valid_until: date | None = None

    def in_force(self, on: date) -> bool:
        started = self.valid_from is None or self.valid_from <= on
        return started and (self.valid_until is None or on <= self.valid_until)


class HasPeriod(Protocol):
    """Anything with a first and a last day."""

    @property
    def valid_from(self) -> date | None: ...
    @property
    def valid_until(self) -> date | None: ...


Operator = Literal["exists", "=", "!=", ">", "<", ">=", "<="]


class Condition(Definition):
    """A test on answers: one comparison, a combination of tests, or a named predicate.

    ``{ field = "entry_ban", op = "!=", value = "heavy" }`` · ``{ all = [...] }`` · ``{ any = [...] }`` ·
    ``{ not = {...} }`` · ``{ predicate = "age_at_least", args = { years = 18 } }``
    """

    field: Identifier | None = None
    op: Operator | None = None
    value: bool | int | str | date | None = None
    all: tuple[Condition, ...] | None = Field(default=None, strict=False)
    any: tuple[Condition, ...] | None = Field(default=None, strict=False)
    not_: Condition | None = Field(default=None, alias="not")
    predicate: Identifier | None = None
    args: dict[str, bool | int | str] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _is_one_thing(self) -> Condition:
        kinds = [self.field, self.all, self.any, self.not_, self.predicate]
        if sum(kind is not None for kind in kinds) != 1:
            raise ValueError("a condition has exactly one of: field, all, any, not, predicate")
        if self.field is not None and self.op is None:
            raise ValueError("a comparison needs an op")
        if self.field is not None and self.op != "exists" and self.value is None:
            raise ValueError("a comparison needs a value")
        if self.field is None and (self.op is not None or self.value is not None):
            raise ValueError("op and value belong to a comparison of a field")
        return self

    def parts(self) -> tuple[Condition, ...]:
        """The conditions this one is made of."""
        return (*(self.all or ()), *(self.any or ()), *((self.not_,) if self.not_ else ()))

    def fields(self) -> frozenset[str]:
        """The ids of all fields compared, here and below; a predicate names its field in ``args.field``."""
        own = {self.field} if self.field else set()
        named = self.args.get("field")
        if isinstance(named, str):
            own.add(named)
        return frozenset(own).union(*(part.fields() for part in self.parts()))

    def predicates(self) -> frozenset[str]:
        """The names of all predicates used, here and below."""
        own = {self.predicate} if self.predicate else set()
        return frozenset(own).union(*(part.predicates() for part in self.parts()))
