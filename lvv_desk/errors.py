"""Errors that users read: one plain sentence that says what to do."""

from __future__ import annotations

import errno

from lvv_desk.texts import t

WHY = {
    errno.EACCES: "no_rights",
    errno.EPERM: "no_rights",
    errno.EROFS: "no_rights",
    errno.ENOSPC: "full",
    errno.EDQUOT: "full",
    errno.ENOENT: "not_there",
    errno.ENOTDIR: "not_there",
    errno.ENAMETOOLONG: "name_too_long",
    errno.EISDIR: "is_folder",
    errno.EEXIST: "is_there",
    errno.ENOTEMPTY: "is_there",
    errno.EBUSY: "in_use",
}
"""What the system says, by the key of the words for it."""


class DeskError(Exception):
    """Something outside the program is not as it should be; the message is for the user.

    The message is named by a key of the text catalogue, so that it is said in the user's language.
    """

    def __init__(self, key: str, **values: object) -> None:
        super().__init__(key)
        self.key = key
        self.values = values

    def __str__(self) -> str:
        return t(f"error.{self.key}", **self.values)


class VaultError(DeskError):
    """The vault can't be made, opened or read."""


class DefinitionError(DeskError):
    """A definition file has a mistake: names the file, the row, the code of the mistake and the mend."""


class InputError(DeskError):
    """What was asked for can't be done with what was given."""


class NotFoundError(DeskError):
    """There is no such case, field or file."""


class RightsError(DeskError):
    """The account at work may not do this; the message says who may."""


def why(error: OSError) -> str:
    """What the system says is wrong, in plain words of the language in use."""
    return t(f"system.{WHY.get(error.errno or 0, 'other')}")


def system_words(error: OSError) -> str:
    """A sentence for what the system refused where nobody foresaw it."""
    return t("error.system", file=error.filename or "LVV Desk", why=why(error))
