"""The settings of the window, and what vault this is."""

from __future__ import annotations

from lvv_desk.settings import IDLE_MINUTES, SCALES, SCHEMES
from lvv_desk.texts import LANGUAGES, t
from ui.context import Context
from ui.sections.base import Section
from ui.widgets import Card, Columns, FieldFrame, KeyValue, KeyValueList, Option, Segmented

DIGEST = 12


class SettingsSection(Section):
    """Language, colours, size of the text, and how soon the vault locks."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.body.addWidget(self._settings())
        self.body.addWidget(self._vault())

    def _settings(self) -> Card:
        settings = self.context.settings
        language = self._choice(
            "language", [Option(one, t(f"welcome.language_{one}")) for one in LANGUAGES], settings.language
        )
        scheme = self._choice("scheme", [Option(one, t(f"welcome.{one}")) for one in SCHEMES], settings.scheme)
        size = self._choice(
            "text_percent", [Option(str(one), f"{one} %") for one in SCALES], str(settings.text_percent)
        )
        idle = self._choice(
            "idle_minutes", [Option(str(one), t("manage.minutes", number=one)) for one in IDLE_MINUTES],
            str(settings.idle_minutes),
        )  # fmt: skip
        idle_frame = FieldFrame(t("manage.idle_minutes"), idle, hint=t("manage.idle_hint"))
        card = Card(t("manage.settings"))
        card.add(Columns(FieldFrame(t("manage.language"), language), FieldFrame(t("manage.scheme"), scheme), least=30))
        card.add(Columns(FieldFrame(t("manage.text_percent"), size), idle_frame, least=30))
        return card

    def _choice(self, name: str, options: list[Option], value: str) -> Segmented:
        choice = Segmented(options, accessible_name=t(f"manage.{name}"), value=value)
        choice.chosen.connect(lambda chosen: self._change(name, chosen))
        return choice

    def _change(self, name: str, value: str) -> None:
        typed: str | int = int(value) if value.isdecimal() else value
        self.context.go.change_settings(self.context.settings.with_(**{name: typed}))

    def _vault(self) -> Card:
        desk = self.context.services.desk
        made = desk.vault.slots.created[:10]
        rows = [
            KeyValue("folder", t("manage.folder"), str(desk.vault.folder)),
            KeyValue("kind", t("manage.kind"), t("manage.practice") if desk.is_practice else t("manage.real")),
            KeyValue("made", t("manage.made"), "-".join(reversed(made.split("-")))),
            KeyValue("by", t("manage.by"), desk.by),
            KeyValue("definitions", t("manage.definitions"), desk.registry.digest[:DIGEST]),
        ]
        card = Card(t("manage.vault"))
        card.add(KeyValueList(rows, accessible_name=t("manage.vault")))
        return card
