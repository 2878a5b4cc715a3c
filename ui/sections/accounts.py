"""The accounts of the vault: who they are, adding one, other roles, and taking one away."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from lvv_desk.services.accounts import AccountView, Rotation
from lvv_desk.services.recovery import RecoveryState
from lvv_desk.texts import say, t
from ui import theme
from ui.context import Context
from ui.sections.account_forms import AddForm, RemoveForm, RolesForm
from ui.sections.base import Section, SectionForm
from ui.views.layouts import clear, line
from ui.widgets import Caption, Card, Columns, Divider, Notice, PrimaryButton, QuietButton, SectionTitle, Tag


class AccountsSection(Section):
    """A list of people, and one form at a time below it."""

    help_id = "accounts"

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.add_outcome()
        self._list = Card(t("accounts.title"))
        self.body.addWidget(self._list)
        self.add_button = PrimaryButton(t("accounts.add"), icon_name="plus")
        self.add_button.clicked.connect(self.open_add)
        self.body.addLayout(line(self.add_button))
        self._slot = QVBoxLayout()
        self.body.addLayout(self._slot)
        self.form: SectionForm | None = None
        self.rows: tuple[AccountView, ...] = ()
        self._rows_box: QWidget | None = None
        self.load()

    def load(self) -> None:
        """Reads who there are."""
        self.context.tasks.run(self, self.context.services.accounts.every, self._show)

    def _show(self, rows: tuple[AccountView, ...]) -> None:
        self.rows = rows
        box = QWidget()
        inner = QVBoxLayout(box)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(theme.current().space.one)
        for number, one in enumerate(sorted(rows, key=lambda row: row.removed_at is not None)):
            if number:
                inner.addWidget(Divider())
            inner.addWidget(self._row(one))
        if self._rows_box is not None:
            self._rows_box.hide()
            self._rows_box.deleteLater()
        self._rows_box = box
        self._list.add(box)

    def _row(self, one: AccountView) -> QWidget:
        words = QWidget()
        inner = QVBoxLayout(words)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(theme.current().space.half)
        inner.addWidget(SectionTitle(f"{one.name} ({t('accounts.me')})" if one.is_me else one.name))
        roles = self.context.services.registry.roles
        tags = [Tag(say(roles[name].label), "info") for name in one.roles if name in roles]
        inner.addLayout(line(*(tags if one.removed_at is None else [Tag(t("accounts.removed"), "held")])))
        since = one.created_at.astimezone().strftime("%d-%m-%Y")
        inner.addWidget(Caption(t("accounts.about", cases=one.cases, since=since)))
        return words if one.removed_at is not None else Columns(words, self._buttons(one), stretches=(5, 3), least=20)

    def _buttons(self, one: AccountView) -> QWidget:
        box = QWidget()
        row = QHBoxLayout(box)
        row.setContentsMargins(0, 0, 0, 0)
        roles_button = QuietButton(t("accounts.roles"), accessible_name=f"{t('accounts.roles')}: {one.name}")
        roles_button.clicked.connect(lambda: self.open_roles(one))
        row.addWidget(roles_button)
        if not one.is_me:
            remove = QuietButton(t("accounts.remove"), accessible_name=f"{t('accounts.remove')}: {one.name}")
            remove.clicked.connect(lambda: self.open_remove(one))
            row.addWidget(remove)
        row.addStretch(1)
        return box

    # -- one form at a time -------------------------------------------------------------------------------------

    def _open(self, form: SectionForm) -> None:
        self.close_form()
        self.form = form
        form.close_wanted.connect(self.close_form)
        self._slot.addWidget(form)
        self.add_button.hide()
        next(iter(form.frames.values())).focus_control()

    def close_form(self) -> None:
        """Takes the form away with all that was typed in it."""
        clear(self._slot)
        self.form = None
        self.add_button.show()

    def open_add(self) -> None:
        form = AddForm(self.context)
        form.save_wanted.connect(lambda: self._add(form))
        self._open(form)

    def _add(self, form: AddForm) -> None:
        work = partial(
            self.context.services.accounts.add, form.name.text().strip(), form.roles.values(), form.passphrase.value()
        )
        done = partial(self._done, t("accounts.added", name=form.name.text().strip()), t("accounts.added_text"))
        self.work(t("accounts.adding"), work, lambda _: done(), form.save_button, refused=form.show_error)

    def open_roles(self, one: AccountView) -> None:
        form = RolesForm(self.context, one)
        form.save_wanted.connect(lambda: self._set_roles(form))
        self._open(form)

    def _set_roles(self, form: RolesForm) -> None:
        work = partial(self.context.services.accounts.set_roles, form.one.id, form.roles.values())
        self.work(
            t("accounts.saving"), work, lambda _: self._done(t("accounts.roles_set", name=form.one.name)),
            form.save_button, refused=form.show_error,
        )  # fmt: skip

    def open_remove(self, one: AccountView) -> None:
        form = RemoveForm(one)
        form.save_wanted.connect(lambda: self._remove(form))
        self._open(form)

    def _remove(self, form: RemoveForm) -> None:
        def done(rotation: Rotation) -> None:
            self._done(t("accounts.gone", name=form.one.name), t("accounts.gone_text", cases=rotation.backup.cases))
            self.context.tasks.run(self, self.context.services.recovery.state, self._ask_for_codes)

        work = partial(self.context.services.accounts.remove, form.one.id)
        self.work(t("accounts.removing"), work, done, form.save_button, refused=form.show_error)

    def _ask_for_codes(self, state: RecoveryState) -> None:
        """What comes after a removal: new codes, for the one who left may know those of now."""
        if not state.known_to_leaver:
            return
        notice = Notice(t("accounts.codes"), t("accounts.codes_text"), role="attention")
        self.codes_button = PrimaryButton(t("accounts.codes_do"), icon_name="refresh")
        self.codes_button.clicked.connect(lambda: self.context.go.show_section("codes"))
        notice.add(self.codes_button)
        self.outcome.addWidget(notice)
        self.codes_button.setFocus()

    def _done(self, title: str, text: str = "") -> None:
        self.close_form()
        self.say(title, text)
        self.load()
