"""Keeping no longer than needed: what is past its term, proposals, erasing by two people, certificates."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QVBoxLayout, QWidget

from lvv_desk.domain.rights import Right
from lvv_desk.services.erasing import Certificate, DueCase, Proposal
from lvv_desk.texts import say, t
from ui import theme
from ui.context import Context
from ui.sections.base import FormSection, IrreversibleForm, SectionForm
from ui.views.form_card import AskingCard, Typed
from ui.views.layouts import clear, column, flow, line
from ui.widgets import (
    Body,
    Button,
    Caption,
    Card,
    Columns,
    Divider,
    EmptyState,
    FieldFrame,
    KeyValue,
    KeyValueList,
    QuietButton,
    SecondaryButton,
    SectionTitle,
    TextArea,
    TextField,
)

MOST_SHOWN = 50
REQUEST, CONFIRM = "request", "confirm "
Loaded = tuple[tuple[DueCase, ...], tuple[Proposal, ...], tuple[Certificate, ...]]


class RetentionSection(FormSection):
    """Nothing is erased by itself: one person proposes, another confirms."""

    help_id = "retention"

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.add_outcome()
        self.body.addLayout(self.slot)
        self._slot = QVBoxLayout()
        self._slot.setSpacing(theme.current().space.two)
        self.body.addLayout(self._slot)
        self.proposals: tuple[Proposal, ...] = ()
        self.due: tuple[DueCase, ...] = ()
        self.load()

    def load(self) -> None:
        """Reads how it stands."""

        def read() -> Loaded:
            service = self.context.services.erasure
            return service.due(), service.proposals(), service.certificates()

        self.context.tasks.run(self, read, self._show)

    def _show(self, loaded: Loaded) -> None:
        self.due, self.proposals, certificates = loaded
        clear(self._slot)
        if self.proposals:
            self._slot.addWidget(self._card("proposals", [self._proposal(one) for one in self.proposals]))
        self._slot.addWidget(self._due_card())
        self._slot.addWidget(self._request_card())
        if certificates:
            self._slot.addWidget(self._card("certificates", [self._certificate(one) for one in certificates]))
        self.ready()

    def _card(self, name: str, rows: list[QWidget]) -> Card:
        card = Card(t(f"retention.{name}"))
        card.add(Body(t(f"retention.{name}_text"), muted=True))
        for number, row in enumerate(rows):
            if number:
                card.add(Divider())
            card.add(row)
        return card

    # -- past their term ----------------------------------------------------------------------------------------

    def _due_card(self) -> Card:
        if not self.due:
            card = Card(t("retention.due"))
            card.add(EmptyState(t("retention.due_none"), t("retention.due_none_text"), icon_name="check"))
            return card
        card = self._card("due", [self._due(one) for one in self.due[:MOST_SHOWN]])
        if len(self.due) > MOST_SHOWN:
            card.add(Caption(t("retention.more", number=len(self.due) - MOST_SHOWN)))
        return card

    def _due(self, one: DueCase) -> QWidget:
        rule = self.context.services.registry.retention[one.rule]
        about = t(
            "retention.due_about", rule=say(rule.label), action=t(f"retention.action_{one.action}"),
            on=one.due_on.strftime("%d-%m-%Y"),
        )  # fmt: skip
        open_case = QuietButton(t("retention.look"), accessible_name=f"{t('retention.look')}: {one.number}")
        open_case.clicked.connect(lambda: self.context.go.show_case(one.case_id))
        propose = SecondaryButton(t("retention.propose"), accessible_name=f"{t('retention.propose')}: {one.number}")
        propose.clicked.connect(lambda: self.propose(one))
        return _row(one.number, about, open_case, propose)

    def propose(self, one: DueCase) -> None:
        """Proposes what the rule says."""
        work = partial(self.context.services.erasure.propose, one.case_id, rule=one.rule)
        self.work(t("retention.proposing"), work, lambda _: self._done(t("retention.proposed", number=one.number)))

    def _request_card(self) -> Card:
        card = Card(t("retention.request"))
        card.add(Body(t("retention.request_text"), muted=True))
        button = SecondaryButton(t("retention.request_open"))
        self.forms.opens(button, REQUEST, self.open_form)
        card.add(line(button))
        return card

    def _request(self, form: RequestForm) -> None:
        number = form.number.text().strip()
        work = partial(self.context.services.erasure.propose, number, reason=form.reason.text())
        self.work(
            t("retention.proposing"), work, lambda _: self._done(t("retention.proposed", number=number)),
            form.save_button, refused=form.show_error,
        )  # fmt: skip

    # -- proposals ----------------------------------------------------------------------------------------------

    def _proposal(self, one: Proposal) -> QWidget:
        numbers = ", ".join(one.numbers)
        about = t(
            "retention.proposal_about", action=t(f"retention.action_{one.kind}"), ground=self._ground(one.ground),
            who=one.proposed_by, on=one.proposed_at.astimezone().strftime("%d-%m-%Y"),
        )  # fmt: skip
        if one.reason:
            about += f"\n{one.reason}"
        back = QuietButton(t("retention.withdraw"), accessible_name=f"{t('retention.withdraw')}: {numbers}")
        back.clicked.connect(lambda: self.withdraw(one))
        buttons: list[Button] = [back]
        if one.is_mine:
            about += f"\n{t('retention.mine')}"
        elif self.may(Right.CONFIRM_ERASURE):
            confirm = SecondaryButton(t("retention.confirm"), accessible_name=f"{t('retention.confirm')}: {numbers}")
            self.forms.opens(confirm, f"{CONFIRM}{one.id}", self.open_form)
            buttons.append(confirm)
        return _row(numbers, about, *buttons)

    def _ground(self, ground: str) -> str:
        rule = self.context.services.registry.retention.get(ground)
        return say(rule.label) if rule is not None else t("retention.on_request")

    def withdraw(self, one: Proposal) -> None:
        """Takes a proposal back."""
        work = partial(self.context.services.erasure.withdraw, one.id)
        self.work(t("retention.proposing"), work, lambda _: self._done(t("retention.withdrawn")))

    def _confirm(self, form: ConfirmForm) -> None:
        def done(made: Certificate) -> None:
            self._done(t(f"retention.done_{made.kind}"), t("retention.done_text", until=self._until(made)))

        work = partial(self.context.services.erasure.confirm, form.proposal.id)
        self.work(t("retention.confirming"), work, done, form.save_button, refused=form.show_error)

    # -- certificates -------------------------------------------------------------------------------------------

    def _certificate(self, one: Certificate) -> QWidget:
        rows = [
            KeyValue("ground", t("retention.ground"), self._ground(one.ground)),
            KeyValue("who", t("retention.by_two"), f"{one.proposed_by}, {one.confirmed_by}"),
            KeyValue("backups", t("retention.in_backups"), self._until(one)),
        ]
        box = QWidget()
        inner = QVBoxLayout(box)
        inner.setContentsMargins(0, 0, 0, 0)
        when = one.done_at.astimezone().strftime("%d-%m-%Y, %H:%M")
        inner.addWidget(SectionTitle(f"{t(f'retention.done_{one.kind}')}  ·  {when}"))
        inner.addWidget(KeyValueList(rows, accessible_name=t("retention.certificates")))
        return box

    def _until(self, one: Certificate) -> str:
        gone = one.gone_from_backups_on
        return t("retention.until", on=gone.strftime("%d-%m-%Y")) if gone else t("retention.no_backup")

    # -- forms --------------------------------------------------------------------------------------------------

    def make_form(self, name: str) -> AskingCard | None:
        if name == REQUEST:
            request = RequestForm()
            request.save_wanted.connect(partial(self._request, request))
            return request
        proposal = next((one for one in self.proposals if f"{CONFIRM}{one.id}" == name), None)
        if proposal is None:
            return None
        confirm = ConfirmForm(proposal)
        confirm.save_wanted.connect(partial(self._confirm, confirm))
        return confirm

    def _done(self, title: str, text: str = "") -> None:
        self.forms.done()
        self.say(title, text)
        self.load()


class RequestForm(SectionForm):
    """Erasing because someone asks for it, with a reason."""

    is_kept = True
    error_fields = {"erasure_reason": "reason"}  # noqa: RUF012 - declared ClassVar in the base

    def __init__(self) -> None:
        super().__init__(t("retention.request"), t("retention.propose"))
        self.number = TextField(characters=18, max_length=40)
        self.framed("number", FieldFrame(t("retention.number"), self.number))
        self.reason = TextArea(min_lines=2, max_lines=6)
        self.framed("reason", FieldFrame(t("retention.reason"), self.reason, hint=t("retention.reason_hint")))
        self.add_buttons()

    def typed(self) -> Typed:
        return {"number": self.number.text(), "reason": self.reason.text()}

    def put_back(self, typed: Typed) -> None:
        self.number.setText(typed["number"])
        self.reason.set_text(typed["reason"])

    def problems(self) -> list[tuple[str, str]]:
        return [] if self.number.text().strip() else [("number", t("retention.number_missing"))]


class ConfirmForm(IrreversibleForm):
    """The second person confirms, with a typed word."""

    close_words = "retention.confirm_not"

    def __init__(self, proposal: Proposal) -> None:
        title = t(f"retention.confirm_{proposal.kind}", numbers=", ".join(proposal.numbers))
        super().__init__(title, t(f"retention.now_{proposal.kind}"))
        self.proposal = proposal
        self.add(Body(t(f"retention.what_{proposal.kind}")))
        self.add_word(t("retention.word"))


def _row(title: str, about: str, *buttons: QWidget) -> QWidget:
    words = QWidget()
    inner = column(words)
    inner.setSpacing(0)
    inner.addWidget(SectionTitle(title))
    inner.addWidget(Caption(about))
    return Columns(words, flow(*buttons), stretches=(5, 3), least=20)
