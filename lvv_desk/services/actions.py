"""Service functions: each declares the right it needs and the action that the log names it by.

A public method of a :class:`Service` that declares neither does not exist: the class can't be made. The declaration is
also what enforces both. The right is asked first, then access to the case, then the function runs, and what it gives is
handed over only when its line stands in the log.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Literal, ParamSpec, TypeVar, cast
from uuid import UUID

from lvv_desk.domain.rights import Right
from lvv_desk.errors import RightsError, VaultError
from lvv_desk.services import access
from lvv_desk.services.desk import Desk
from lvv_desk.store.unit_of_work import Line
from lvv_desk.texts import name_of

P = ParamSpec("P")
R = TypeVar("R")
Whole = Literal["full", "part"]


@dataclass(frozen=True)
class Declared:
    """What a service function declares of itself."""

    right: Right
    audit: str
    case: str | None
    whole: Whole


def action(
    right: Right, audit: str, *, case: str | None = None, whole: Whole = "part"
) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Declares a service function.

    Args:
        right: what the account at work must be allowed.
        audit: the name of the action in the log.
        case: the parameter that names the case (id, number or reference), or a part of one, when it is about a case.
        whole: whether seeing a part of the case is enough, or the whole of it is needed.
    """

    def declare(function: Callable[P, R]) -> Callable[P, R]:
        signature = inspect.signature(function)

        @functools.wraps(function)
        def enforced(*args: P.args, **kwargs: P.kwargs) -> R:
            desk: Desk = args[0]._desk  # type: ignore[attr-defined] # the first argument is a Service
            given = None
            if case is not None:
                bound = signature.bind(*args, **kwargs)
                bound.apply_defaults()
                given = _named(bound.arguments, case)
            with suppress(VaultError):  # what can't be written now waits, and comes before what is written next
                desk.store.let_waiting_in()
            case_id = _allowed(desk, right, audit, given, whole)
            with desk.store.trail() as logged:
                result = function(*args, **kwargs)
                if audit not in logged:
                    desk.store.note(_line(audit, case_id, result))
            return result

        enforced.declared = Declared(right, audit, case, whole)  # type: ignore[attr-defined]
        return enforced

    return declare


def _named(arguments: dict[str, Any], path: str) -> UUID | str:
    """The case that a parameter names: ``case_id``, or a part of one as in ``preview.case_id``."""
    name, *parts = path.split(".")
    return cast("UUID | str", functools.reduce(getattr, parts, arguments[name]))


def _allowed(desk: Desk, right: Right, audit: str, given: UUID | str | None, whole: Whole) -> UUID | None:
    """The case that may be worked on, if it is about one. A refusal stands in the log too.

    Raises:
        RightsError: the account may not do this, or not in this case.
        NotFoundError: there is no such case, for this account.
    """
    try:
        _require_right(desk, right)
        if given is None:
            return None
        with desk.store.read() as reader:
            return access.require(desk, reader, given, full=whole == "full")[0].id
    except RightsError as refusal:
        case_id = refusal.values.get("case_id")
        kind, object_id = ("case", str(case_id)) if case_id else ("session", desk.actor.session)
        desk.store.note(Line("access.refused", kind, object_id, {"action": audit}, looked_only=True))
        raise


def _require_right(desk: Desk, right: Right) -> None:
    if right not in desk.rights:
        raise RightsError("not_allowed", right=name_of(right))


def _line(audit: str, case_id: UUID | None, result: object) -> Line:
    describe = cast("Callable[[], dict[str, Any]] | None", getattr(result, "for_log", None))
    detail = describe() if describe is not None else {}
    kind = "case" if case_id is not None else audit.split(".", maxsplit=1)[0]
    return Line(audit, kind, str(case_id) if case_id else None, detail, looked_only=True)


class Service:
    """Use cases of an open vault. Every public method is declared with :func:`action`."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        for name, one in vars(cls).items():
            if not name.startswith("_") and callable(one) and not hasattr(one, "declared"):
                raise TypeError(f"{cls.__name__}.{name} declares no right and no action for the log")
            if isinstance(one, property) and not name.startswith("_"):
                raise TypeError(f"{cls.__name__}.{name}: a service has no properties, they declare nothing")
