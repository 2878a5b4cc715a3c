"""The forms about accounts."""

from __future__ import annotations

from collections.abc import Iterable

from lvv_desk.definitions.registry import Registry
from lvv_desk.domain.rights import Right
from lvv_desk.services.accounts import AccountView
from lvv_desk.texts import name_of, say, t
from ui.context import Context
from ui.sections.base import IrreversibleForm, SectionForm
from ui.views.form_card import Typed
from ui.views.new_passphrase import NewPassphrase
from ui.widgets import Body, CheckGroup, FieldFrame, Notice, Option, TextField


def roles_group(registry: Registry) -> CheckGroup:
    """The roles to choose from, each with what it may do."""
    return CheckGroup(
        [
            Option(one.id, say(one.label), ", ".join(name_of(Right(right)) for right in one.rights))
            for one in registry.roles.values()
        ]
    )


class AddForm(SectionForm):
    """A new account. Its user sits at this computer and sets the passphrase."""

    error_fields = {  # noqa: RUF012 - declared ClassVar in the base
        "account_name_empty": "name", "account_name_taken": "name", "account_no_role": "roles", "role_unknown": "roles",
    }  # fmt: skip

    def __init__(self, context: Context) -> None:
        super().__init__(t("accounts.add"), t("accounts.add_now"))
        self.name = TextField(characters=36, max_length=80)
        self.framed("name", FieldFrame(t("accounts.name"), self.name, hint=t("accounts.name_hint")))
        self.roles = roles_group(context.services.registry)
        self.framed("roles", FieldFrame(t("accounts.which_roles"), self.roles))
        self.add(Notice(t("accounts.sit_here"), t("accounts.sit_here_text"), role="info"))
        self.passphrase = NewPassphrase(context.tasks, lambda: (self.name.text(),))
        self.passphrase.submitted.connect(self._save)
        self.add(self.passphrase)
        self.frames |= self.passphrase.frames
        self.add_buttons()

    def typed(self) -> Typed:
        return {"name": self.name.text(), "roles": " ".join(self.roles.values()), **self.passphrase.typed()}

    def problems(self) -> Iterable[tuple[str, str]]:
        if not self.name.text().strip():
            yield "name", t("error.account_name_empty")
        if not self.roles.values():
            yield "roles", t("error.account_no_role")
        yield from self.passphrase.problems().items()


class RolesForm(SectionForm):
    """Other roles for an account."""

    def __init__(self, context: Context, one: AccountView) -> None:
        super().__init__(t("accounts.roles_of", name=one.name), t("accounts.roles_save"))
        self.one = one
        self.roles = roles_group(context.services.registry)
        self.roles.set_values(one.roles)
        self.framed("roles", FieldFrame(t("accounts.which_roles"), self.roles))
        self.add_buttons()

    def typed(self) -> Typed:
        return {"roles": " ".join(self.roles.values())}

    def problems(self) -> Iterable[tuple[str, str]]:
        if not self.roles.values():
            yield "roles", t("error.account_no_role")


class RemoveForm(IrreversibleForm):
    """Takes an account away, which renews the keys: asked with a typed word, because it can't be undone."""

    close_words = "accounts.remove_not"

    def __init__(self, one: AccountView) -> None:
        super().__init__(t("accounts.remove_of", name=one.name), t("accounts.remove_now"))
        self.one = one
        for words in ("a", "b", "c"):
            self.add(Body(t(f"accounts.remove_{words}")))
        self.add_word(t("accounts.word"))
