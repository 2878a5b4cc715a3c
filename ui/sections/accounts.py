"""The accounts of the vault: who they are, adding one, other roles, and taking one away."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QVBoxLayout, QWidget

from lvv_desk.services.accounts import AccountView, Rotation
from lvv_desk.services.recovery import RecoveryState
from lvv_desk.texts import say, t
from ui import theme
from ui.context import Context
from ui.sections.account_forms import AddForm, RemoveForm, RolesForm
from ui.sections.base import FormSection, SectionForm
from ui.views.layouts import column, flow, line
from ui.widgets import Caption, Card, Columns, Divider, Flow, Notice, PrimaryButton, QuietButton, SectionTitle, Tag

ADD, ROLES, REMOVE = "add", "roles ", "remove "


class AccountsSection(FormSection):
    """A list of people, and one form at a time below it."""

    help_id = "accounts"

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.add_outcome()
        self._list = Card(t("accounts.title"))
        self.body.addWidget(self._list)
        self.add_button = PrimaryButton(t("accounts.add"), icon_name="plus")
        self.forms.opens(self.add_button, ADD, self.open_form)
        self.body.addLayout(line(self.add_button))
        self.body.addLayout(self.slot)
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
        self.ready()

    def _row(self, one: AccountView) -> QWidget:
        words = QWidget()
        inner = QVBoxLayout(words)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(theme.current().space.half)
        inner.addWidget(SectionTitle(f"{one.name} ({t('accounts.me')})" if one.is_me else one.name))
        roles = self.context.services.registry.roles
        tags = [Tag(say(roles[name].label), "info") for name in one.roles if name in roles]
        inner.addWidget(flow(*(tags if one.removed_at is None else [Tag(t("accounts.removed"), "held")])))
        since = one.created_at.astimezone().strftime("%d-%m-%Y")
        inner.addWidget(Caption(t("accounts.about", cases=one.cases, since=since)))
        return words if one.removed_at is not None else Columns(words, self._buttons(one), stretches=(5, 3), least=20)

    def _buttons(self, one: AccountView) -> QWidget:
        box = QWidget()
        buttons = Flow()
        column(box).addWidget(buttons)
        roles_button = QuietButton(t("accounts.roles"), accessible_name=f"{t('accounts.roles')}: {one.name}")
        self.forms.opens(roles_button, f"{ROLES}{one.id}", self.open_form)
        buttons.add(roles_button)
        if not one.is_me:
            remove = QuietButton(t("accounts.remove"), accessible_name=f"{t('accounts.remove')}: {one.name}")
            self.forms.opens(remove, f"{REMOVE}{one.id}", self.open_form)
            buttons.add(remove)
        return box

    # -- one form at a time -------------------------------------------------------------------------------------

    def turned(self, is_open: bool) -> None:
        self.add_button.setVisible(not is_open)

    def make_form(self, name: str) -> SectionForm | None:
        kind, _, named = name.partition(" ")
        one = next((row for row in self.rows if str(row.id) == named), None)
        form: AddForm | RolesForm | RemoveForm
        if name == ADD:
            form = AddForm(self.context)
            form.save_wanted.connect(partial(self._add, form))
        elif one is None:
            return None
        elif f"{kind} " == ROLES:
            form = RolesForm(self.context, one)
            form.save_wanted.connect(partial(self._set_roles, form))
        else:
            form = RemoveForm(one)
            form.save_wanted.connect(partial(self._remove, form))
        return form

    def _add(self, form: AddForm) -> None:
        work = partial(
            self.context.services.accounts.add, form.name.text().strip(), form.roles.values(), form.passphrase.value()
        )
        done = partial(self._done, t("accounts.added", name=form.name.text().strip()), t("accounts.added_text"))
        self.work(t("accounts.adding"), work, lambda _: done(), form.save_button, refused=form.show_error)

    def _set_roles(self, form: RolesForm) -> None:
        work = partial(self.context.services.accounts.set_roles, form.one.id, form.roles.values())
        self.work(
            t("accounts.saving"), work, lambda _: self._done(t("accounts.roles_set", name=form.one.name)),
            form.save_button, refused=form.show_error,
        )  # fmt: skip

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
        self.forms.done()
        self.say(title, text)
        self.load()
