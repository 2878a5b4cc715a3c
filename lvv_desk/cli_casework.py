"""The commands of the daily work beside the cases themselves."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

import typer

from lvv_desk import cli_output as output
from lvv_desk.cli_base import JsonOption, PassphraseOption, VaultArgument, app, day, opened, print_json
from lvv_desk.errors import InputError
from lvv_desk.services.referrals import REASONS, ReferralService
from lvv_desk.services.reports import referrals_data
from lvv_desk.texts import say, t

COMMANDS = ("referrals",)


@app.command()
def referrals(
    vault: VaultArgument,
    turned_away: Annotated[
        str | None, typer.Option("--turned-away", metavar="REASON", help="Write one down that leads to no case.")
    ] = None,
    municipality: Annotated[str | None, typer.Option("--municipality", metavar="ID")] = None,
    on: Annotated[str | None, typer.Option("--on", metavar="DATE", help="Its day; today without it.")] = None,
    referred_to: Annotated[str | None, typer.Option("--referred-to", metavar="CODE")] = None,
    referrer: Annotated[str | None, typer.Option("--referrer", metavar="CODE")] = None,
    withdraw: Annotated[str | None, typer.Option("--withdraw", metavar="ID", help="Take one back.")] = None,
    first: Annotated[str | None, typer.Option("--from", metavar="DATE", help="The first day to list.")] = None,
    last: Annotated[str | None, typer.Option("--until", metavar="DATE", help="The last day to list.")] = None,
    as_json: JsonOption = False,
    passphrase_file: PassphraseOption = None,
) -> None:
    """Referrals that led to no case, beside the number that did."""
    with opened(vault, passphrase_file) as desk:
        service = ReferralService(desk)
        if turned_away is not None:
            if municipality is None:
                raise InputError("referral_city")
            service.turn_away(
                municipality=municipality, on=day(on) or desk.today(), reason=turned_away, referrer=referrer,
                referred_to=referred_to,
            )  # fmt: skip
        if withdraw is not None:
            service.withdraw(_id(withdraw))
        overview = service.overview(day(first), day(last))
        if as_json:
            print_json(referrals_data(overview))
            return
        counted = t("referrals.counted", turned_away=len(overview.turned_away), registered=overview.registered)
        output.say_line(counted)
        for code, number in overview.by_reason:
            label = desk.registry.code(REASONS, code)
            output.say_line(f"{number:5}  {say(label.label) if label else code}")


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise InputError("no_referral") from None
