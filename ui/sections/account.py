"""One's own account: what it may do, and a new passphrase."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from lvv_desk.domain.rights import Right
from lvv_desk.texts import name_of, say, t
from ui.context import Context
from ui.sections.base import Section, SectionForm
from ui.tasks import TaskRunner
from ui.views.form_card import Typed
from ui.views.layouts import flow
from ui.views.new_passphrase import NewPassphrase
from ui.widgets import Body, Card, Disclosure, FieldFrame, Notice, PassphraseField, Tag


class AccountSection(Section):
    """Who one is here, and changing the passphrase."""

    help_id = "accounts"

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.body.addWidget(self._who())
        self.add_outcome()
        self.form = PassphraseForm(context.tasks, context.services.desk.by)
        self.form.save_wanted.connect(self.change)
        self.body.addWidget(self.form)

    def _who(self) -> Card:
        desk = self.context.services.desk
        card = Card(desk.by)
        roles = desk.registry.roles
        card.add(flow(*(Tag(say(roles[one].label), "info") for one in desk.actor.roles if one in roles)))
        rights = Disclosure(t("account.rights"), "")
        for right in sorted(name_of(one) for one in desk.rights):
            rights.add(Body(right))
        card.add(rights)
        missing = [name_of(one) for one in Right if one not in desk.rights]
        if missing:
            card.add(Body(t("account.not_rights", rights=", ".join(sorted(missing))), muted=True))
        return card

    def go_on(self) -> None:
        self.form.save_button.click()

    def is_unsaved(self) -> bool:
        return self.form.is_unsaved()

    def may_keep(self) -> bool:
        return self.form.is_kept

    def leave_text(self) -> str:
        return t("account.leave_text")

    def drop(self) -> None:
        self.form.empty()

    def change(self) -> None:
        """Sets the new passphrase."""
        work = partial(
            self.context.services.accounts.change_passphrase, self.form.current.text(), self.form.passphrase.value()
        )
        self.work(t("account.changing"), work, lambda _: self._changed(), self.form.save_button,
                  refused=self.form.show_error)  # fmt: skip

    def _changed(self) -> None:
        self.form.empty()
        self.say(t("account.changed"), t("account.changed_text"))


class PassphraseForm(SectionForm):
    """The passphrase of now, and a new one."""

    error_fields = {"wrong_passphrase": "current"}  # noqa: RUF012 - declared ClassVar in the base

    def __init__(self, tasks: TaskRunner, name: str) -> None:
        super().__init__(t("account.passphrase"), t("account.change"))
        self.current = PassphraseField(show_text=t("welcome.show"), hide_text=t("welcome.hide"), characters=46)
        self.framed("current", FieldFrame(t("passphrase.current"), self.current))
        self.passphrase = NewPassphrase(tasks, lambda: (name,), label=t("passphrase.new"))
        self.passphrase.submitted.connect(self._save)
        self.add(self.passphrase)
        self.frames |= self.passphrase.frames
        self.add(Notice(t("account.old_backups"), t("account.old_backups_text"), role="info"))
        self.add_buttons(close=False)

    def typed(self) -> Typed:
        return {"current": self.current.text(), **self.passphrase.typed()}

    def problems(self) -> Iterable[tuple[str, str]]:
        if not self.current.text():
            yield "current", t("restore.passphrase_missing")
        yield from self.passphrase.problems().items()

    def empty(self) -> None:
        """Forgets what was typed."""
        self.current.clear()
        self.passphrase.clear()
        self.show_problems(())
