"""The commands. Everything they do goes through the services, as in the window."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from typer.exceptions import TyperException

from lvv_desk import cli_casework as casework
from lvv_desk import cli_documents
from lvv_desk import cli_keeping as keeping
from lvv_desk import cli_output as output
from lvv_desk import cli_places as places
from lvv_desk.cli_base import (
    CaseArgument,
    JsonOption,
    OnOption,
    PassphraseOption,
    VaultArgument,
    app,
    chosen,
    day,
    opened,
    print_json,
    read_passphrase,
)
from lvv_desk.domain.plain_text import printable
from lvv_desk.errors import DeskError, InputError, system_words
from lvv_desk.services import exchange, practice, reports, vaults
from lvv_desk.services.admission import AdmissionService
from lvv_desk.services.cases import CaseService
from lvv_desk.services.desk import definitions
from lvv_desk.services.evaluation import Basis, EvaluationService
from lvv_desk.services.handovers import HandoverService
from lvv_desk.services.importing import ImportService
from lvv_desk.texts import t, use

COMMANDS = (
    "new", "practice", "import", "schema", "cases", "show", "assess", "handover", "figures", "release", "check",
    *casework.COMMANDS, *cli_documents.COMMANDS, *keeping.COMMANDS, *places.COMMANDS,
)  # fmt: skip
ROWS_SHOWN = 50


@app.callback()
def _language(
    lang: Annotated[str | None, typer.Option("--lang", metavar="nl|en", help="Language of the output.")] = None,
    user: Annotated[str | None, typer.Option("--user", metavar="NAME", help="The account to open with.")] = None,
) -> None:
    chosen.user = user
    if lang is None:
        return
    try:
        use(lang)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from error


def run(arguments: list[str]) -> int:
    """Runs one command. Errors are one plain line on standard error; 1 an error, 2 wrong usage."""
    try:
        status = app(args=arguments, standalone_mode=False)
    except BrokenPipeError:
        return 1
    except Exception as error:
        typer.echo(" ".join(printable(trouble(error)).split()), err=True)
        return 2 if isinstance(error, TyperException) else 1
    return status if isinstance(status, int) else 0


def trouble(error: Exception) -> str:
    """What went wrong, in plain words."""
    if isinstance(error, typer.Abort):
        return t("cli.stopped")
    if isinstance(error, TyperException):
        return usage_words(error)
    if isinstance(error, DeskError):
        return str(error)
    if isinstance(error, OSError):
        return system_words(error)
    return t("error.unexpected", kind=type(error).__name__, place=output.place_of(error))


def usage_words(error: TyperException) -> str:
    """What is wrong with how a command was called. The library's own words are in English only."""
    kind, parameter = type(error).__name__, getattr(error, "param", None)
    message = str(getattr(error, "message", error))
    if kind == "NoSuchOption":
        return t("cli.usage_option", name=getattr(error, "option_name", ""))
    if parameter is None:
        return message
    name = parameter.opts[-1] if parameter.param_type_name == "option" else parameter.metavar
    return t("cli.usage_missing" if kind == "MissingParameter" else "cli.usage_value", name=name)


@app.command()
def new(vault: VaultArgument, passphrase_file: PassphraseOption = None) -> None:
    """Create a vault."""
    desk = vaults.create(vault, read_passphrase(passphrase_file, confirm=True), name=chosen.user or vaults.DEFAULT_NAME)
    try:
        typer.echo(t("cli.created", vault=vault))
        keeping.hand_out_codes(desk, ask=passphrase_file is None)
    finally:
        desk.close()


@app.command("practice")
def make_practice(
    vault: VaultArgument,
    cases: Annotated[
        int, typer.Option("--cases", min=0, max=100_000, help="Fictitious cases.")
    ] = practice.DEFAULT_CASES,
    seed: Annotated[int, typer.Option("--seed", help="The same seed gives the same cases.")] = practice.DEFAULT_SEED,
    reference: Annotated[
        bool, typer.Option("--reference", help="The synthetic cohort of 2,065 clients and 1,258 exits.")
    ] = False,
    passphrase_file: PassphraseOption = None,
) -> None:
    """Create a vault with the worked cases and fictitious ones."""
    desk = vaults.create(vault, read_passphrase(passphrase_file, confirm=True), practice=True)
    try:
        result = practice.PracticeService(desk).fill(cases=cases, seed=seed, reference=reference)
    except BaseException:
        desk.close()
        vaults.remove(desk.vault)
        raise
    desk.close()
    typer.echo(t("cli.practice_made", vault=vault, cases=len(result.imported)))


@app.command("import")
def import_cases(
    vault: VaultArgument,
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="A JSON list of cases; see: schema.", show_default=False)
    ],
    partial: Annotated[bool, typer.Option("--partial", help="Keep the good rows when others fail.")] = False,
    as_json: JsonOption = False,
    passphrase_file: PassphraseOption = None,
) -> None:
    """Bring in cases from JSON."""
    with opened(vault, passphrase_file) as desk:
        result = ImportService(desk).from_file(file, partial=partial)
    if as_json:
        print_json(output.import_data(result))
    else:
        output.print_import(result)
    if result.failed:
        rows = len(result.failed) + len(result.imported)
        raise InputError("import_partly" if result.kept else "import_failed", failed=len(result.failed), rows=rows)


@app.command()
def schema() -> None:
    """Print the JSON Schema of an import file."""
    print_json(exchange.schema(definitions()))


@app.command("cases")
def list_cases(
    vault: VaultArgument,
    search: Annotated[str, typer.Option("--search", metavar="TEXT", help="Beginnings of names and numbers.")] = "",
    as_json: JsonOption = False,
    passphrase_file: PassphraseOption = None,
) -> None:
    """List cases."""
    with opened(vault, passphrase_file) as desk:
        rows = CaseService(desk).every(search)
    if as_json:
        print_json([reports.summary_data(row) for row in rows])
    else:
        output.print_cases(rows)


@app.command()
def show(
    vault: VaultArgument, case: CaseArgument, as_json: JsonOption = False, passphrase_file: PassphraseOption = None
) -> None:
    """Show one case."""
    with opened(vault, passphrase_file) as desk:
        view = CaseService(desk).view(case)
        if as_json:
            print_json(reports.case_data(desk.registry, view))
        else:
            output.print_case(desk.registry, view)


@app.command()
def assess(
    vault: VaultArgument,
    case: CaseArgument,
    on: OnOption = None,
    as_json: JsonOption = False,
    passphrase_file: PassphraseOption = None,
) -> None:
    """Test a case against the admission criteria: advice, every criterion, reason and source."""
    when = day(on)
    with opened(vault, passphrase_file) as desk:
        view = AdmissionService(desk).assess(case, when)
        if as_json:
            print_json(reports.assessment_data(desk.registry, view) | {"answers_of": desk.today().isoformat()})
        else:
            output.print_assessment(desk.registry, view)
            if view.result.on != desk.today():
                output.say_line(t("cli.assessed_with", on=view.result.on.strftime("%d-%m-%Y")))


@app.command()
def handover(
    vault: VaultArgument,
    case: CaseArgument,
    to: Annotated[str, typer.Option("--to", metavar="ind|dtv", help="Who it is for.")],
    out: Annotated[Path, typer.Option("--out", metavar="FILE.pdf", readable=False, help="Where to write it.")],
    force: Annotated[bool, typer.Option("--force", help="Replace a file that is there already.")] = False,
    passphrase_file: PassphraseOption = None,
) -> None:
    """Write the handover PDF for the IND or for DT&V, and record what left."""
    known = [one.id for one in definitions().handover.recipient]
    if to not in known:
        raise typer.BadParameter(t("error.recipient_unknown", name=to, known=", ".join(known)))
    with opened(vault, passphrase_file) as desk:
        service = HandoverService(desk)
        preview = service.preview(case, to)
        service.save(preview, out, replace=force)
    output.print_handover(preview, out)


@app.command()
def figures(
    vault: VaultArgument,
    on: OnOption = None,
    provisional: Annotated[
        bool, typer.Option("--provisional", help="Count those provisionally sheltered too.")
    ] = False,
    as_json: JsonOption = False,
    passphrase_file: PassphraseOption = None,
) -> None:
    """Participants and exits on a reference date, each with its counting basis."""
    when = day(on)
    basis = Basis.WITH_PROVISIONAL if provisional else Basis.OFFICIAL
    with opened(vault, passphrase_file) as desk:
        view = EvaluationService(desk).figures(when, basis)
        if as_json:
            print_json(reports.figures_data(desk.registry, view))
        else:
            output.print_figures(desk.registry, view)


@app.command()
def release(
    vault: VaultArgument,
    out: Annotated[Path, typer.Option("--out", metavar="DIR", readable=False, help="A new or empty folder.")],
    k: Annotated[int | None, typer.Option("--k", metavar="N", help="Smallest class of look-alikes.")] = None,
    on: OnOption = None,
    passphrase_file: PassphraseOption = None,
) -> None:
    """Write the release for the evaluation, and count again from the files."""
    when = day(on)
    with opened(vault, passphrase_file) as desk:
        service = EvaluationService(desk)
        written = service.write(service.preview(when, k), out)
    output.print_release(written)


@app.command()
def check(vault: VaultArgument, as_json: JsonOption = False, passphrase_file: PassphraseOption = None) -> None:
    """Check the file and the definitions."""
    keeping.verified(vault, passphrase_file, as_json=as_json)
