"""The command for the files that are kept in a case."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated
from uuid import UUID

import typer

from lvv_desk import cli_output as output
from lvv_desk.cli_base import (
    CaseArgument,
    JsonOption,
    PassphraseOption,
    VaultArgument,
    app,
    day,
    opened,
    print_json,
    require_code,
)
from lvv_desk.domain.documents import DocumentDetails
from lvv_desk.errors import NotFoundError
from lvv_desk.services import reports
from lvv_desk.services.cases import CaseService
from lvv_desk.services.desk import Desk
from lvv_desk.services.documents import COPIES, KINDS, REASONS, SEEN_ONLY, DocumentService, kind_label
from lvv_desk.texts import t

COMMANDS = ("documents",)


@app.command()
def documents(
    vault: VaultArgument,
    case: CaseArgument,
    add: Annotated[
        list[Path] | None, typer.Option("--add", metavar="FILE", help="Keep a file; more than once.")
    ] = None,
    kind: Annotated[str, typer.Option("--kind", metavar="KIND", help="A code of document_kinds, for --add.")] = "",
    copy: Annotated[str, typer.Option("--copy", metavar="KIND", help="original, copy or photo.")] = "photo",
    title: Annotated[str, typer.Option("--title", metavar="TEXT", help="Without it: the kind.")] = "",
    note: Annotated[str, typer.Option("--note", metavar="TEXT", help="A note.")] = "",
    dated: Annotated[str | None, typer.Option("--dated", metavar="DATE", help="Date on the document.")] = None,
    received: Annotated[str | None, typer.Option("--received", metavar="DATE", help="Without it: today.")] = None,
    save: Annotated[str | None, typer.Option("--save", metavar="ID", help="Copy one outside, with --out.")] = None,
    out: Annotated[Path | None, typer.Option("--out", metavar="FILE", readable=False, help="Where to.")] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace a file that is there.")] = False,
    remove: Annotated[str | None, typer.Option("--remove", metavar="ID", help="Remove one, with --reason.")] = None,
    reason: Annotated[str, typer.Option("--reason", metavar="CODE", help="A code of document_removal_reasons.")] = "",
    as_json: JsonOption = False,
    passphrase_file: PassphraseOption = None,
) -> None:
    """List the files of a case; add some, save a copy outside the vault, or remove one."""
    if (save is None) != (out is None):
        raise typer.BadParameter("--save ID --out FILE")
    dated_on, received_on = day(dated), day(received)
    told: list[str] = []
    with opened(vault, passphrase_file) as desk:
        service, registry = DocumentService(desk), desk.registry
        if add:
            require_code(registry, KINDS, kind)
            require_code(registry, COPIES, copy, but=SEEN_ONLY)
            service.add(case, add, DocumentDetails(kind, copy, received_on or desk.today(), dated_on, title, note))
            told.append(t("cli.documents_outside"))
        if save is not None and out is not None:
            service.save(case, _id(save), out, replace=force)
            told.append(t("cli.document_exported", file=out))
        if remove is not None:
            require_code(registry, REASONS, reason)
            service.remove(case, _id(remove), reason)
            told.append(t("cli.document_removed"))
        _print(desk, case, as_json=as_json)
    for words in told:
        typer.echo(words, err=True)


def _print(desk: Desk, case: str, *, as_json: bool) -> None:
    rows = CaseService(desk).view(case).documents
    if as_json:
        print_json([reports.document_data(one) for one in rows])
        return
    for one in rows:
        kind = kind_label(desk.registry, one.kind) if one.kind else t("access.shielded")
        received = one.received_on.strftime("%d-%m-%Y")
        output.say_line(t("cli.document", id=one.id, received=received, kind=kind, title=one.title).rstrip())
    output.say_line(t("cli.documents", number=len(rows)))


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise NotFoundError("document_gone") from None
