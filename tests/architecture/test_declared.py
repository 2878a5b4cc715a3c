"""Every use case declares a right and an action for the log; what declares neither does not exist."""

from __future__ import annotations

import ast
import importlib
import inspect
import pkgutil
from pathlib import Path
from types import ModuleType

import pytest

from lvv_desk import services, texts
from lvv_desk.domain.rights import Right
from lvv_desk.services.actions import Declared, Service, action
from lvv_desk.services.desk import Desk, definitions

MODULES = [importlib.import_module(f"lvv_desk.services.{one.name}") for one in pkgutil.iter_modules(services.__path__)]
BEFORE_ANYONE_IS_AT_WORK = {"desk", "vaults", "restoring"}
"""Opening and making vaults: nobody has rights yet; they log for themselves."""


def _functions() -> list[tuple[str, object]]:
    return [
        (f"{one.__name__}.{name}", function)
        for one in Service.__subclasses__()
        for name, function in vars(one).items()
        if not name.startswith("_") and callable(function)
    ]


FUNCTIONS = _functions()


def test_there_are_as_many_as_one_expects() -> None:
    assert len(FUNCTIONS) > 50


@pytest.mark.parametrize("name, function", FUNCTIONS, ids=[name for name, _ in FUNCTIONS])
def test_each_declares_a_right_and_an_action_that_has_words(name: str, function: object) -> None:
    declared = getattr(function, "declared", None)
    assert isinstance(declared, Declared)
    assert isinstance(declared.right, Right)
    for language in texts.LANGUAGES:
        assert texts.catalogue(language)[f"audit.{declared.audit}"]
    if declared.case is not None:
        assert declared.case.split(".")[0] in inspect.signature(function).parameters  # type: ignore[arg-type]


def test_a_service_function_that_declares_nothing_can_not_be_made() -> None:
    with pytest.raises(TypeError, match="declares no right"):

        class _Careless(Service):
            def look(self) -> None: ...

    with pytest.raises(TypeError, match="no properties"):

        class _Hidden(Service):
            @property
            def secret(self) -> str:
                return ""


@pytest.mark.parametrize("module", MODULES, ids=lambda one: one.__name__)
def test_no_function_beside_the_services_works_on_an_open_vault_by_itself(module: ModuleType) -> None:
    """Functions that take a desk leave opening looks and actions to the use case that they are part of."""
    if module.__name__.rpartition(".")[2] in BEFORE_ANYONE_IS_AT_WORK:
        return
    for name, one in vars(module).items():
        if name.startswith("_") or not inspect.isfunction(one) or one.__module__ != module.__name__:
            continue
        if "Desk" in inspect.get_annotations(one).values():
            assert "desk.store" not in inspect.getsource(one) or name in INNER, name


INNER = {"apply_again", "hold"}
"""What the program does by itself at an unlock."""


def test_no_right_means_no_result(desk: Desk) -> None:
    for name, function in FUNCTIONS:
        declared = function.declared  # type: ignore[attr-defined]
        if declared.right not in (Right.READ_CASES, Right.RELEASE, Right.MANAGE_ACCOUNTS):
            continue
        holders = [role.id for role in definitions().roles.values() if declared.right not in role.rights]
        desk.change_roles(tuple(holders[:1]))
        service = next(one for one in Service.__subclasses__() if name.startswith(f"{one.__name__}."))(desk)
        with pytest.raises(Exception, match="account"):
            getattr(service, name.split(".")[1])(*_nothing(function))


def _nothing(function: object) -> list[None]:
    parameters = list(inspect.signature(function).parameters.values())[1:]  # type: ignore[arg-type]
    return [None for one in parameters if one.default is one.empty and one.kind is not one.KEYWORD_ONLY]


def test_a_look_is_logged_before_it_is_handed_over(desk: Desk) -> None:
    class _Broken(Service):
        @action(Right.READ_CASES, "case.listed")
        def look(self) -> str:
            return "wat niemand mag zien zonder regel in het logboek"

    def fail(*_: object) -> None:
        raise OSError("geen logboek")

    desk.store.note = fail  # type: ignore[method-assign]
    with pytest.raises(OSError, match="geen logboek"):
        _Broken(desk).look()


def test_nothing_that_was_written_about_people_goes_into_the_log() -> None:
    """A line of the log stays for ever: a reason stands with its case, and the line names it by an id."""
    free = [
        f"{file.name}:{node.lineno}"
        for file in sorted(Path(str(services.__path__[0])).glob("*.py"))
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "log"
        for keyword in node.keywords
        if keyword.arg == "purpose"
    ]
    assert free == []
