"""Who may do what, and how long records are kept."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from lvv_desk.definitions.base import CodeId, Definition, Identifier, Label, Source


class Role(Definition):
    """A role of an account. ``rights`` are names of :class:`lvv_desk.domain.rights.Right`."""

    id: CodeId
    label: Label
    rights: tuple[str, ...] = Field(strict=False)
    every_case: bool = False


class RoleFile(Definition):
    role: tuple[Role, ...] = Field(strict=False)


Moment = Literal["exit", "refusal", "registration"]


class Retention(Definition):
    """How long a kind of case is kept, from which day, and on what ground.

    ``erase`` takes everything away; ``reduce`` keeps only the answers named in ``keep``.
    """

    id: Identifier
    label: Label
    counted_from: Moment
    days: int = Field(gt=0)
    action: Literal["erase", "reduce"]
    keep: tuple[Identifier, ...] = Field(default=(), strict=False)
    ground: Label
    source: Source


class RetentionFile(Definition):
    retention: tuple[Retention, ...] = Field(strict=False)
