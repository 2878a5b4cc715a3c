"""What an account may do, and how far it may look into a case."""

from __future__ import annotations

from enum import StrEnum


class Right(StrEnum):
    """A right of the services. Which role has which is a definition: ``definitions/roles.toml``."""

    READ_CASES = "read_cases"
    WRITE_CASES = "write_cases"
    SHARE_CASES = "share_cases"
    ASSIGN_CASES = "assign_cases"
    EXTRA_ACCESS = "extra_access"
    PRINT = "print"
    EXPORT_PERSON = "export_person"
    FIGURES = "figures"
    RELEASE = "release"
    IMPORT = "import"
    PROPOSE_ERASURE = "propose_erasure"
    CONFIRM_ERASURE = "confirm_erasure"
    READ_AUDIT = "read_audit"
    BACK_UP = "back_up"
    RESTORE = "restore"
    MANAGE_ACCOUNTS = "manage_accounts"
    OWN_ACCOUNT = "own_account"
    CHECK = "check"


class Openness(StrEnum):
    """Who may see a case beside its counsellor."""

    TEAM = "team"
    CASELOAD = "caseload"
    RESTRICTED = "restricted"


class Look(StrEnum):
    """How far an account may look into a case.

    ``full``: everything. ``team``: everything but what is marked sensitive, which shows as shielded and can't be
    changed. ``listed``: only that it exists. ``none``: not even that.
    """

    FULL = "full"
    TEAM = "team"
    LISTED = "listed"
    NONE = "none"


class GrantKind(StrEnum):
    """How someone came by access to a case."""

    SHARED = "shared"
    EXTRA = "extra"
    ASSIGNED = "assigned"
    """Not access beside the counsellor's but the case itself, handed over: kept for its reason."""
