"""What all commands share: the arguments, the passphrase, and a vault that is open for as long as a command runs."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer

from lvv_desk import cli_output as output
from lvv_desk.definitions.registry import Registry
from lvv_desk.domain.dates import parse_partial_date
from lvv_desk.errors import InputError, VaultError
from lvv_desk.services import health, vaults
from lvv_desk.services.backups import BackupService
from lvv_desk.services.desk import Desk
from lvv_desk.texts import t

app = typer.Typer(
    name="lvv-desk",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    help="LVV Desk: encrypted case files for the LVV. Without a command: lvv-desk [VAULT] opens the window.",
)

VaultArgument = Annotated[Path, typer.Argument(metavar="VAULT", help="The folder of the vault.", show_default=False)]
CaseArgument = Annotated[str, typer.Argument(metavar="CASE", help="Number, reference or id.", show_default=False)]
PassphraseOption = Annotated[
    str | None,
    typer.Option("--passphrase-file", metavar="FILE", help="Read the passphrase from FILE; - is standard input."),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Stable, documented JSON instead of text.")]
OnOption = Annotated[str | None, typer.Option("--on", metavar="DATE", help="Reference date, as 2022-07-01.")]


@dataclass
class _Chosen:
    user: str | None = None


chosen = _Chosen()
"""The account that was named before the command, where a vault has several."""


def read_passphrase(file: str | None, *, confirm: bool = False, prompt: str = "cli.passphrase") -> str:
    """The passphrase from a file, standard input or the terminal; never from an argument or the environment."""
    if file is not None:
        try:
            text = sys.stdin.read() if file == "-" else Path(file).read_text("utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise VaultError("passphrase_file", file=file) from error
        return text.removesuffix("\n").removesuffix("\r")
    return str(typer.prompt(t(prompt), hide_input=True, confirmation_prompt=confirm and t("cli.again"), err=True))


@contextmanager
def opened(vault: Path, passphrase_file: str | None, *, check: bool = True) -> Iterator[Desk]:
    """The vault, open for as long as the command runs, and looked at first."""
    seconds = vaults.seconds_to_wait(vault)
    passphrase = read_passphrase(passphrase_file)
    time.sleep(seconds)
    desk = vaults.open_vault(vault, passphrase, user=chosen.user)
    health.hold(desk)
    try:
        for one in desk.warnings:
            typer.echo(t(f"warning.{one}"), err=True)
        if check:
            start_up(desk)
        yield desk
    finally:
        desk.close()


def start_up(desk: Desk) -> None:
    """The checks after an unlock and the backup of the day. Raises :class:`VaultError` when the file is damaged."""
    told = len(desk.warnings)
    look_first(desk)
    for one in desk.warnings[told:]:
        typer.echo(t(f"warning.{one}"), err=True)
    BackupService(desk).daily()


def look_first(desk: Desk) -> None:
    """The checks after an unlock. Raises :class:`VaultError` when the file is damaged; nothing was written then."""
    health.hold(desk)
    if not health.HealthService(desk).start_check().passed:
        raise VaultError("database_damaged_open")


def day(text: str | None) -> date | None:
    """A day as it was typed. Raises :class:`InputError`."""
    if text is None:
        return None
    parsed = parse_partial_date(text)
    if parsed is None or parsed.precision != "day":
        raise InputError("date_unreadable", text=text)
    return parsed.span().first


def require_code(registry: Registry, codelist: str, code: str, *, but: str = "") -> None:
    """Names the codes of a list when one is given that is not on it. Raises :class:`InputError`."""
    known = [one for one in sorted(registry.code_ids[codelist]) if one != but]
    if code not in known:
        raise InputError("code_unknown", code=code or "-", known=", ".join(known))


def print_json(data: Any) -> None:
    output.say_line(json.dumps(data, ensure_ascii=False, indent=2))
