"""The commands that keep the vault: backups, checks, the log, accounts, keys, erasing, and whole files that leave."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any
from uuid import UUID

import typer

from lvv_desk import cli_output as output
from lvv_desk.cli_base import (
    CaseArgument,
    JsonOption,
    PassphraseOption,
    VaultArgument,
    app,
    chosen,
    day,
    look_first,
    opened,
    print_json,
    read_passphrase,
)
from lvv_desk.domain.plain_text import same_name
from lvv_desk.errors import DeskError, InputError, VaultError
from lvv_desk.services import output_files, restoring, vaults
from lvv_desk.services.accounts import AccountService
from lvv_desk.services.auditing import AuditService
from lvv_desk.services.backups import BackupInfo, BackupService
from lvv_desk.services.desk import Desk
from lvv_desk.services.erasing import ErasureService
from lvv_desk.services.health import Findings, HealthService
from lvv_desk.services.person_export import PersonExportService
from lvv_desk.services.recovery import RecoveryService
from lvv_desk.services.theft_report import TheftReportService
from lvv_desk.texts import t

COMMANDS = (
    "backup", "restore", "verify", "audit", "accounts", "passphrase", "recover", "rotate", "erase", "theft-report",
    "export-person",
)  # fmt: skip

NewPassphraseOption = Annotated[
    str | None, typer.Option("--new-passphrase-file", metavar="FILE", help="Read the new passphrase from FILE.")
]
PdfOption = Annotated[Path, typer.Option("--out", metavar="FILE.pdf", help="Where to write it.")]
ForceOption = Annotated[bool, typer.Option("--force", help="Replace a file that is there.")]


def hand_out_codes(desk: Desk, *, ask: bool) -> None:
    """Prints the recovery codes once. On a terminal one is typed back; a program that reads them tries one itself."""
    service = RecoveryService(desk)
    codes = service.state().codes
    typer.echo(t("cli.codes"))
    for code in codes:
        typer.echo(f"  {code}")
    service.prove(typer.prompt(t("cli.type_code"), err=True) if ask else codes[0])


# -- backups ---------------------------------------------------------------------------------------------------------


@app.command()
def backup(
    vault: VaultArgument,
    to: Annotated[Path | None, typer.Option("--to", metavar="FOLDER", help="Another place, such as a stick.")] = None,
    listing: Annotated[bool, typer.Option("--list", help="Only list the backups.")] = False,
    drill: Annotated[bool, typer.Option("--drill", help="Try out the newest in a scratch place.")] = False,
    as_json: JsonOption = False,
    passphrase_file: PassphraseOption = None,
) -> None:
    """Make a backup and check it."""
    with opened(vault, passphrase_file) as desk:
        service = BackupService(desk)
        if drill:
            done = service.drill()
            _print_checks(done.findings, as_json=as_json)
            return
        rows = service.state().backups if listing else (service.make(to),)
    if as_json:
        print_json([_backup_data(one) for one in rows])
    else:
        for one in rows:
            output.say_line(t("cli.backup", name=one.folder, cases=one.cases, size=one.size // 1024))


def _backup_data(one: BackupInfo) -> dict[str, Any]:
    return {
        "folder": str(one.folder), "made_at": one.made_at.isoformat(), "cases": one.cases, "size": one.size,
        "old_key": one.old_key,
    }  # fmt: skip


@app.command()
def restore(
    vault: VaultArgument,
    backup_folder: Annotated[
        Path | None, typer.Argument(metavar="BACKUP", help="The folder of the backup; without it the newest one.")
    ] = None,
    old_passphrase_file: Annotated[
        str | None,
        typer.Option("--old-passphrase-file", metavar="FILE", help="The passphrase of the time of the backup."),
    ] = None,
    passphrase_file: PassphraseOption = None,
) -> None:
    """Put a backup back; what was there is kept aside."""
    found = restoring.backups_beside(vault)
    if backup_folder is None and not found:
        raise VaultError("backup_none")
    old = read_passphrase(old_passphrase_file) if old_passphrase_file is not None else None
    restored = restoring.restore(
        vault, backup_folder or found[0].folder, read_passphrase(passphrase_file),
        backup_passphrase=old, user=chosen.user,
    )  # fmt: skip
    restored.desk.close()
    output.say_line(t("cli.restored", aside=restored.aside, erased=restored.erased_again))


@app.command()
def verify(vault: VaultArgument, as_json: JsonOption = False, passphrase_file: PassphraseOption = None) -> None:
    """Check everything: every page, the tables, the search words, the log, and the contents of every case."""
    verified(vault, passphrase_file, as_json=as_json)


def verified(vault: Path, passphrase_file: str | None, *, as_json: bool) -> None:
    """Prints all checks. Raises :class:`DeskError` when one was not passed."""
    with opened(vault, passphrase_file, check=False) as desk:
        findings = HealthService(desk).check()
    _print_checks(findings, as_json=as_json)


def _print_checks(findings: Findings, *, as_json: bool) -> None:
    if as_json:
        print_json([asdict(one) for one in findings.rows])
    else:
        output.print_findings(findings.rows)
    failed = [one.name for one in findings.rows if not one.passed]
    if failed:
        raise DeskError("check_failed", what=", ".join(failed))


# -- the log ---------------------------------------------------------------------------------------------------------


@app.command()
def audit(
    vault: VaultArgument,
    case: Annotated[str | None, typer.Option("--case", metavar="CASE", help="Only of this case.")] = None,
    account: Annotated[str | None, typer.Option("--account", metavar="NAME", help="Only of this account.")] = None,
    kind: Annotated[str | None, typer.Option("--action", metavar="ACTION", help="Only this action.")] = None,
    first: Annotated[str | None, typer.Option("--from", metavar="DATE", help="From this day.")] = None,
    last: Annotated[str | None, typer.Option("--until", metavar="DATE", help="Until this day.")] = None,
    before: Annotated[int | None, typer.Option("--before", metavar="SEQ", help="Older than this line.")] = None,
    as_json: JsonOption = False,
    passphrase_file: PassphraseOption = None,
) -> None:
    """Read the log, the newest lines first, 200 at a time."""
    with opened(vault, passphrase_file) as desk:
        account_id = _account_id(desk, account) if account else None
        page = AuditService(desk).page(
            account=str(account_id) if account_id else None, kind=kind, case=case, first=day(first), last=day(last),
            before=before,
        )  # fmt: skip
    rows: list[dict[str, Any]] = [
        {
            "seq": one.seq, "at": one.at.isoformat(), "account": page.names.get(one.actor, one.actor),
            "roles": list(one.roles), "action": one.action, "object": one.object_type,
            "case": page.numbers.get(one.object_id or ""), "object_id": one.object_id, "purpose": one.purpose,
            "detail": one.detail, "signed": one.signature is not None,
        }
        for one in page.entries
    ]  # fmt: skip
    if as_json:
        print_json({"total": page.total, "head": page.head, "entries": rows})
        return
    for row in rows:
        about = row["case"] or row["object_id"] or ""
        done = t(f"audit.{row['action']}")
        output.say_line(f"{row['seq']}  {row['at'][:16]}  {row['account']}  {done}  {about}".rstrip())
    output.say_line(t("cli.log_end", total=page.total, head=page.head))


# -- accounts and keys -----------------------------------------------------------------------------------------------


@app.command()
def accounts(
    vault: VaultArgument,
    add: Annotated[str | None, typer.Option("--add", metavar="NAME", help="A new account.")] = None,
    remove: Annotated[str | None, typer.Option("--remove", metavar="NAME", help="Remove, and renew the keys.")] = None,
    set_roles: Annotated[str | None, typer.Option("--set-roles", metavar="NAME", help="Other roles.")] = None,
    role: Annotated[list[str] | None, typer.Option("--role", metavar="ROLE", help="A role; more than once.")] = None,
    renew_codes: Annotated[bool, typer.Option("--renew-codes", help="Two new recovery codes.")] = False,
    new_passphrase_file: NewPassphraseOption = None,
    as_json: JsonOption = False,
    passphrase_file: PassphraseOption = None,
) -> None:
    """List accounts, add or remove one, give other roles, or renew the recovery codes."""
    roles = tuple(role or ())
    with opened(vault, passphrase_file) as desk:
        service = AccountService(desk)
        if add is not None:
            service.add(add, roles, _new_passphrase(new_passphrase_file))
        if set_roles is not None:
            service.set_roles(_account_id(desk, set_roles), roles)
        if remove is not None:
            service.remove(_account_id(desk, remove))
        if renew_codes:
            RecoveryService(desk).renew()
            hand_out_codes(desk, ask=passphrase_file is None)
        if remove is not None and RecoveryService(desk).state().known_to_leaver:
            typer.echo(t("cli.codes_known", command=f"lvv-desk accounts {vault} --renew-codes"), err=True)
        rows = service.every()
    if as_json:
        print_json(
            [
                {"id": str(one.id), "name": one.name, "roles": list(one.roles), "cases": one.cases,
                 "removed_at": one.removed_at.isoformat() if one.removed_at else None}
                for one in rows
            ]
        )  # fmt: skip
        return
    for one in rows:
        state = f"  ({t('cli.removed')})" if one.removed_at else ""
        output.say_line(f"{one.name}  {', '.join(one.roles)}  {one.cases}{state}")


def _account_id(desk: Desk, name: str) -> UUID:
    named = [one for one in AccountService(desk).every() if same_name(one.name, name)]
    if not named:
        raise InputError("account_unknown")
    return min(named, key=lambda one: one.removed_at is not None).id


def _new_passphrase(file: str | None) -> str:
    return read_passphrase(file, confirm=True, prompt="cli.new_passphrase")


@app.command()
def passphrase(
    vault: VaultArgument, new_passphrase_file: NewPassphraseOption = None, passphrase_file: PassphraseOption = None
) -> None:
    """Change the passphrase of an account. Older backups keep the old one."""
    current = read_passphrase(passphrase_file)
    desk = vaults.open_vault(vault, current, user=chosen.user)
    try:
        look_first(desk)
        AccountService(desk).change_passphrase(current, _new_passphrase(new_passphrase_file))
    finally:
        desk.close()
    typer.echo(t("cli.passphrase_changed"))


@app.command()
def recover(
    vault: VaultArgument,
    code_file: Annotated[
        str | None, typer.Option("--code-file", metavar="FILE", help="Read the recovery code from FILE.")
    ] = None,
    new_passphrase_file: NewPassphraseOption = None,
) -> None:
    """Give an account (--user NAME before the command) a new passphrase with a recovery code."""
    code = read_passphrase(code_file, prompt="cli.code")
    user = chosen.user or vaults.describe(vault).users[0].user
    desk = vaults.open_with_code(vault, code, user=user, passphrase=_new_passphrase(new_passphrase_file))
    try:
        typer.echo(t("cli.codes"))
        for one in desk.recovery_codes:
            typer.echo(f"  {one}")
    finally:
        desk.close()


@app.command()
def rotate(vault: VaultArgument, passphrase_file: PassphraseOption = None) -> None:
    """Renew the data key by copying everything under a new one."""
    with opened(vault, passphrase_file) as desk:
        done = AccountService(desk).rotate()
    output.say_line(t("cli.rotated", epoch=done.epoch, name=done.backup.folder))


# -- erasing ---------------------------------------------------------------------------------------------------------


@app.command()
def erase(
    vault: VaultArgument,
    propose: Annotated[str | None, typer.Option("--propose", metavar="CASE", help="Propose to erase a case.")] = None,
    rule: Annotated[str | None, typer.Option("--rule", metavar="RULE", help="The term that is past.")] = None,
    reason: Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why, for a request.")] = "",
    confirm: Annotated[str | None, typer.Option("--confirm", metavar="ID", help="Confirm a colleague's.")] = None,
    withdraw: Annotated[str | None, typer.Option("--withdraw", metavar="ID", help="Take a proposal back.")] = None,
    as_json: JsonOption = False,
    passphrase_file: PassphraseOption = None,
) -> None:
    """List what is past its term and what is proposed; propose, confirm (by a second person) or withdraw."""
    with opened(vault, passphrase_file) as desk:
        service = ErasureService(desk)
        if propose is not None:
            service.propose(propose, rule=rule, reason=reason)
        if confirm is not None:
            service.confirm(_id(confirm))
        if withdraw is not None:
            service.withdraw(_id(withdraw))
        due, waiting, done = service.due(), service.proposals(), service.certificates()
    if as_json:
        print_json(
            {
                "due": [
                    {"case": one.number, "rule": one.rule, "action": one.action, "due_on": one.due_on.isoformat()}
                    for one in due
                ],
                "proposals": [
                    {"id": str(one.id), "cases": list(one.numbers), "kind": one.kind, "ground": one.ground,
                     "by": one.proposed_by}
                    for one in waiting
                ],
                "done": [
                    {"id": str(one.id), "cases": one.cases, "kind": one.kind, "ground": one.ground,
                     "at": one.done_at.isoformat()}
                    for one in done
                ],
            }
        )  # fmt: skip
        return
    for late in due:
        output.say_line(t("cli.due", number=late.number, rule=late.rule, on=late.due_on.strftime("%d-%m-%Y")))
    for one in waiting:
        output.say_line(t("cli.proposal", id=one.id, numbers=", ".join(one.numbers), by=one.proposed_by))
    output.say_line(t("cli.erased", due=len(due), waiting=len(waiting), done=len(done)))


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise InputError("erasure_no_proposal") from None


# -- what leaves -----------------------------------------------------------------------------------------------------


@app.command("theft-report")
def theft_report(
    vault: VaultArgument, out: PdfOption, force: ForceOption = False, passphrase_file: PassphraseOption = None
) -> None:
    """Write the report for after a theft or loss."""
    with opened(vault, passphrase_file) as desk:
        content = TheftReportService(desk).make()
        with output_files.leaving_file(out, content, vault=desk.vault.folder, replace=force):
            pass
    output.say_line(t("cli.written", file=out))


@app.command("export-person")
def export_person(
    vault: VaultArgument,
    case: CaseArgument,
    out: PdfOption,
    force: ForceOption = False,
    passphrase_file: PassphraseOption = None,
) -> None:
    """Write everything about a person as an encrypted PDF with the data attached. Its passphrase is shown once."""
    with opened(vault, passphrase_file) as desk:
        done = PersonExportService(desk).export(case, out, replace=force)
    output.say_line(t("cli.exported", file=done.path, cases=done.cases, passphrase=done.passphrase))
