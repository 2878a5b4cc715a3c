"""All widgets on a few pages, drawn to PNG: `python -m tests.ui.gallery OUTDIR`.

Light and dark, text at 100 % and 150 %, 1366 pixels wide; the page with the rail also at 1024x700.
All people are invented.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget

from ui import theme
from ui.widgets import (
    TAG_ROLE,
    Bar,
    Body,
    Caption,
    Card,
    CheckGroup,
    ChipGroup,
    Columns,
    DataTable,
    Disclosure,
    Divider,
    EmptyState,
    ErrorSummary,
    FieldFrame,
    HBarChart,
    Icon,
    KeyValue,
    KeyValueList,
    LinkButton,
    Mono,
    Notice,
    Option,
    PageTitle,
    Panel,
    PassphraseField,
    Place,
    PrimaryButton,
    Progress,
    QuietButton,
    RadioGroup,
    Rail,
    SaveStatus,
    ScrollArea,
    SearchCombo,
    SearchField,
    SecondaryButton,
    SectionTitle,
    Segmented,
    Snackbar,
    Tag,
    Task,
    TaskGroup,
    TaskList,
    TextArea,
    TextField,
    Timeline,
    TimelineEvent,
)

ANSWERS = ("Onbekend", "Wil niet zeggen", "Nog niet gevraagd")
COUNTRIES = (
    "Algerije",
    "Eritrea",
    "Ethiopië",
    "Ivoorkust",
    "Marokko",
    "Syrië",
    "Somalië",
    "Turkije",
    "Oeganda",
)
COLUMNS = ("Naam", "V-nummer", "Scenario", "Volgende datum", "Status")
ROWS: tuple[tuple[str, str, str, str, str, theme.TagRole], ...] = (
    ("Amanuel T.", "280 123 4567", "Onderzoek nodig", "Vandaag", "Intake bezig", "info"),
    ("سليمان ح.", "281 555 0142", "Legalisering", "27 maart 2026", "Wacht op IND", "held"),
    ("ሰላማዊት ገ.", "279 876 5432", "Terugkeer", "2 april 2026", "Vraagt aandacht", "attention"),
    ("Thi Lan N.", "Niet bekend", "Doormigratie", "15 april 2026", "In traject", "neutral"),
    ("Mohammed al-Fulani bin Abd al-Rahman", "282 444 9090", "Terugkeer", "", "Uitgestroomd", "done"),
)


class SampleModel(QAbstractTableModel):
    """Five invented cases."""

    def rowCount(self, _parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:  # noqa: B008
        return len(ROWS)

    def columnCount(self, _parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:  # noqa: B008
        return len(COLUMNS)

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = 0) -> object:
        if role == Qt.ItemDataRole.DisplayRole:
            return ROWS[index.row()][index.column()]
        if role == TAG_ROLE and index.column() == len(COLUMNS) - 1:
            return ROWS[index.row()][5]
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> object:
        if role == Qt.ItemDataRole.DisplayRole and orientation == Qt.Orientation.Horizontal:
            return COLUMNS[section]
        return None


def _row(*widgets: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(theme.current().space.one)
    for widget in widgets:
        row.addWidget(widget)
    row.addStretch(1)
    return row


def _page() -> ScrollArea:
    page = ScrollArea(columns=0)
    page.setProperty("surface", "page")
    page.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    return page


def words_page() -> QWidget:
    """Text, buttons, tags, notices."""
    page = _page()
    page.add(PageTitle("Besluit over de aanmelding"))
    text = Card("Tekst")
    text.add(
        Body(
            "De toelatingstoets is ingevuld. Lees de redenen hieronder en bespreek ze met de deelnemer. "
            "Het programma adviseert; het overleg en de gemeente beslissen. Er is niets definitief gemaakt."
        )
    )
    text.add(Body("Naam in eigen schrift: ሰላማዊት ገብረ · سليمان حداد · Олена Ковальчук · Nguyễn Thị Lan", strong=True))
    text.add(Caption("Bron: Uitvoeringskader LVV, artikel 4. Bekeken op 12 maart 2026."))
    text.add(_row(Mono("280 123 4567"), Caption("V-nummer", wrap=False)))
    tags = Card("Status als woord")
    tags.add(
        _row(
            Tag("Nog niet begonnen"),
            Tag("Bezig", "info"),
            Tag("Vraagt aandacht", "attention"),
            Tag("Klaar", "done"),
        )
    )
    tags.add(_row(Tag("In de wacht", "held"), Tag("Niet van toepassing")))
    tags.add(Divider())
    tags.add(SaveStatus("Opgeslagen om 14:03"))
    page.add(Columns(text, tags))
    buttons = Card("Knoppen", actions=[QuietButton("Druk af", icon_name="print")])
    buttons.add(
        _row(
            PrimaryButton("Ga door", icon_name="arrow_right", icon_after=True),
            SecondaryButton("Bewaar concept", icon_name="save"),
            QuietButton("Voeg taak toe", icon_name="plus"),
            LinkButton("Bekijk de toets van 3 februari"),
        )
    )
    buttons.add(
        _row(
            PrimaryButton("Ga door", enabled=False),
            SecondaryButton("Bewaar concept", icon_name="save", enabled=False),
            QuietButton("Voeg taak toe", icon_name="plus", enabled=False),
        )
    )
    page.add(buttons)
    page.add(
        Notice(
            "Advies: nu niet toelaten tot de LVV",
            "Twee voorwaarden zijn niet vervuld en een is nog onbekend. Dit is een uitkomst, geen fout. "
            "Hieronder staat wat nog kan en wie dat kan regelen.",
            role="attention",
            actions=[SecondaryButton("Vraag een uitzondering aan"), QuietButton("Bekijk alle redenen")],
        )
    )
    info = Notice("De IND heeft de stukken ontvangen", "Reken op een antwoord binnen zes weken.", role="info")
    held = Notice("In de wacht tot 2 april", "De gemeente wil eerst het medisch advies zien.", role="held")
    done = Notice("De toets is afgerond", role="done")
    page.add(Columns(info, held, done))
    opened = Disclosure(
        "Waarom vragen we dit?",
        "De datum van binnenkomst bepaalt welke regeling geldt. Vraag naar een stempel, een ticket of een "
        "verklaring van iemand die erbij was.",
        opened=True,
    )
    opened.add(Caption("Bron: Vreemdelingencirculaire, A3. Bewijs: reisdocument, ticket."))
    page.add(Columns(Disclosure("Waarom vragen we dit?", "Gesloten."), opened))
    names = sorted(path.stem for path in (Path(__file__).parents[2] / "resources" / "icons").glob("*.svg"))
    icons = Card("Pictogrammen")
    for start in range(0, len(names), 20):
        icons.add(_row(*(Icon(name, "text", 24) for name in names[start : start + 20])))
    page.add(icons)
    return page


def fields_page() -> QWidget:
    """Form controls."""
    page = _page()
    page.add(PageTitle("Identiteit en documenten"))
    summary = ErrorSummary("Er is nog iets nodig")
    summary.set_errors([("decision", "Vul de datum van de beschikking in, of kies Onbekend.")], take_focus=False)
    page.add(summary)
    page.add(Columns(_text_fields(), _choice_fields()))
    return page


def _text_fields() -> Card:
    left = Card("Velden")
    name = TextField(max_length=80, characters=40)
    name.setText("Selamawit Gebre")
    name_frame = FieldFrame("Naam zoals de deelnemer die gebruikt", name, hint="Vraag hoe iemand genoemd wil worden.")
    name_frame.add_below(Disclosure("Waarom vragen we dit?", "Omdat een naam in papieren kan afwijken."))
    left.add(name_frame)
    birth = FieldFrame(
        "Geboortedatum",
        TextField(characters=30, placeholder="27-3-1987, 1987 of ca. 1987"),
        optional_text="(niet verplicht)",
    )
    chips = ChipGroup([Option(word, word) for word in ANSWERS], accessible_name="Geboortedatum")
    chips.set_value("Onbekend")
    birth.add_extra(chips)
    left.add(birth)
    decision = FieldFrame("Datum van de beschikking", TextField(characters=16), hint="Staat rechtsboven op de brief.")
    decision.set_error("Vul de datum van de beschikking in, of kies Onbekend.")
    left.add(decision)
    area = TextArea(min_lines=3, max_lines=8)
    area.set_text("Heeft twee keer contact gehad met de ambassade.\nKomt terug op 2 april met de originele akte.")
    left.add(FieldFrame("Aantekening", area, optional_text="(niet verplicht)"))
    secret = PassphraseField(show_text="Toon de wachtzin", hide_text="Verberg de wachtzin")
    secret.setText("vier woorden op een rij")
    left.add(FieldFrame("Wachtzin", secret))
    fixed = TextField(read_only=True, characters=20)
    fixed.setText("280 123 4567")
    left.add(FieldFrame("V-nummer", fixed, hint="Vastgesteld door de IND op 3 februari 2026."))
    return left


def _choice_fields() -> Card:
    right = Card("Kiezen")
    radio = RadioGroup(
        [
            Option("yes", "Ja, met papieren", "Een paspoort, een akte of een laissez-passer."),
            Option("no", "Ja, zonder papieren"),
            Option(
                "long",
                "Nee, en de deelnemer verwacht ook niet dat er binnen de komende maanden papieren komen",
            ),
            *(Option(word, word) for word in ANSWERS[:2]),
        ]
    )
    radio.set_value("no")
    right.add(FieldFrame("Kan de deelnemer de nationaliteit aantonen?", radio))
    checks = CheckGroup([Option("ind", "IND"), Option("dtv", "DT&V"), Option("avim", "AVIM", "Alleen op afspraak.")])
    checks.set_values(["ind", "avim"])
    right.add(FieldFrame("Wie zit er in het overleg?", checks))
    combo = SearchCombo([Option(word, word) for word in COUNTRIES], placeholder="Typ een deel van de naam")
    right.add(FieldFrame("Land van herkomst", combo, hint="Zoeken kan zonder accenten: oeganda, ethiopie."))
    chosen = SearchCombo([Option(word, word) for word in COUNTRIES])
    chosen.set_value("Syrië")
    right.add(FieldFrame("Tweede nationaliteit", chosen, optional_text="(niet verplicht)"))
    segmented = Segmented([Option("nl", "Nederlands"), Option("en", "English"), Option("fr", "Français")], value="nl")
    right.add(FieldFrame("Taal van het gesprek", segmented))
    search = SearchField(accessible_name="Zoek een dossier", placeholder="Zoek op naam of V-nummer", clear_text="Wis")
    right.add(search)
    filled = SearchField(accessible_name="Zoek in de hulp", clear_text="Wis")
    filled.setText("uitzondering")
    right.add(filled)
    off = TextField(characters=30)
    off.setText("Kan nu niet")
    off.setEnabled(False)
    right.add(FieldFrame("Uitgeschakeld veld", off))
    return right


def lists_page() -> QWidget:
    """Tables, rows to check, bars, empty places."""
    page = _page()
    page.add(PageTitle("Dossiers en cijfers"))
    table = DataTable(accessible_name="Dossiers", sortable=True)
    table.setModel(SampleModel(table))
    table.set_tag_column(4)
    table.set_column_widths(0, 15, 18, 18, 20)
    table.selectRow(1)
    table.setFixedHeight(theme.current().scaled(44) * 6 + 8)
    page.add(table)
    answers = Card("Controleer de antwoorden")
    answers.add(
        KeyValueList(
            [
                KeyValue("name", "Naam", "Selamawit Gebre", "Wijzig"),
                KeyValue("birth", "Geboortedatum", "ca. 1987", "Wijzig", note="Opgegeven door de deelnemer."),
                KeyValue("doc", "Datum van de beschikking", "Niet ingevuld", "Vul in", missing=True),
                KeyValue(
                    "note",
                    "Waarom kan terugkeer nu niet",
                    "De ambassade geeft geen afspraak. De deelnemer heeft drie keer gebeld en geschreven.",
                    "Wijzig",
                ),
            ]
        )
    )
    answers.add(_row(PrimaryButton("Rond af"), SecondaryButton("Ga terug")))
    bars = Card("Uitstroom in 2025", actions=[QuietButton("Maak bestand", icon_name="export")])
    bars.add(
        HBarChart(
            [
                Bar("Bestendige oplossing", 0.48, "38", "48 %", "solid"),
                Bar("Semi-bestendige oplossing", 0.27, "21", "27 %", "hatched"),
                Bar("Geen oplossing", 0.2, "16", "20 %", "dotted"),
                Bar("Nog niet bekend", 0.05, "4", "5 %", "open", note="Minder dan 5 wordt niet vrijgegeven."),
            ],
            accessible_name="Uitstroom per klasse",
        )
    )
    page.add(Columns(answers, bars))
    empty = Card()
    empty.add(
        EmptyState(
            "Nog geen dossiers",
            "Hier komen de dossiers van uw opvang. Begin met een aanmelding, of open de oefenkluis.",
            "Maak een aanmelding",
            icon_name="cases",
        )
    )
    side = Panel()
    side.add(SectionTitle("Paneel"))
    side.add(Body("Een verzonken vlak voor wat naast het eigenlijke werk staat."))
    side.add(Progress("De kluis wordt gecontroleerd", cancel_text="Stop"))
    side.add(SearchCombo([Option("a", "Groningen")], accessible_name="Gemeente", placeholder="Kies"))
    page.add(Columns(empty, side))
    return page


PHASES = (
    TaskGroup(
        "Intake",
        (
            Task("identity", "Identiteit en documenten", "Klaar", "done"),
            Task("route", "Reis en verblijf in Nederland", "Bezig", "info", "Nog 3 vragen. Laatst op 12 maart."),
            Task("health", "Gezondheid", "Nog niet begonnen"),
        ),
        "1 van 3 klaar",
    ),
    TaskGroup(
        "Toets en besluit",
        (
            Task(
                "test",
                "Toelatingstoets",
                "Vraagt aandacht",
                "attention",
                "De datum van de beschikking ontbreekt.",
            ),
            Task("lso", "Bespreking in het lokaal samenwerkingsoverleg", "In de wacht", "held"),
            Task("decision", "Besluit vastleggen", "Kan nog niet", enabled=False),
        ),
    ),
)
EVENTS = (
    TimelineEvent("3 februari 2026", "Aangemeld door de gemeente", "Met brief van de huisarts.", word="Bereikt"),
    TimelineEvent("12 februari 2026", "Eerste gesprek met tolk", "Tigrinya, telefonisch.", word="Bereikt"),
    TimelineEvent("1 maart 2026", "Stukken opgevraagd bij de IND", kind="note", word="Aantekening"),
    TimelineEvent("10 maart 2026", "Reactie van de ambassade", "Twee weken te laat.", "due", "Over tijd"),
    TimelineEvent("27 maart 2026", "Overleg met alle partners over het scenario", "", "planned", "Gepland"),
    TimelineEvent("2 april 2026", "Besluit", "", "planned", "Gepland"),
)
PLACES = (
    Place("today", "Vandaag", "today", "Ctrl+1"),
    Place("cases", "Dossiers", "cases", "Ctrl+2"),
    Place("meeting", "Overleg", "meeting", "Ctrl+3"),
    Place("figures", "Cijfers", "figures", "Ctrl+4"),
    Place("manage", "Beheer", "manage", "Ctrl+5"),
    Place("help", "Hulp", "help", "Ctrl+6"),
)


def case_page() -> QWidget:
    """A whole window: rail, header, task list and timeline, with a snackbar."""
    window = QWidget()
    window.setProperty("surface", "page")
    window.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    across = QHBoxLayout(window)
    across.setContentsMargins(0, 0, 0, 0)
    across.setSpacing(0)
    rail = Rail(PLACES, accessible_name="Plaatsen")
    rail.set_place("cases")
    rail.set_bottom(Rail.make_button("Vergrendel", "lock"))
    across.addWidget(rail)
    main = QVBoxLayout()
    main.setSpacing(0)
    across.addLayout(main, 1)
    header = QWidget()
    header.setProperty("surface", "raised")
    header.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    space = theme.current().space
    lines = QVBoxLayout(header)
    lines.setContentsMargins(space.four, space.two, space.four, space.two)
    lines.setSpacing(space.half)
    title = QHBoxLayout()
    title.setSpacing(space.two)
    title.addWidget(PageTitle("Selamawit Gebre"), 1)
    title.addWidget(SaveStatus("Opgeslagen om 14:03"))
    title.addWidget(PrimaryButton("Ga door met intake"))
    lines.addLayout(title)
    lines.addLayout(
        _row(
            Mono("280 123 4567"),
            Tag("Intake bezig", "info"),
            Caption("Scenario: onderzoek nodig", wrap=False),
        )
    )
    lines.addWidget(Caption("Volgende datum: overleg op 27 maart. Ontbreekt: datum van de beschikking."))
    main.addWidget(header)
    main.addWidget(Divider())
    body = ScrollArea(columns=0)
    tasks = TaskList(PHASES, accessible_name="Taken")
    card = Card("Tijdlijn")
    card.add(Timeline(EVENTS, accessible_name="Tijdlijn van het dossier"))
    body.add(Columns(tasks, card, stretches=(3, 2), least=28))
    main.addWidget(body, 1)
    snackbar = Snackbar(window, close_text="Sluit")
    snackbar.show_message("De taak Gezondheid is verborgen.", "Maak ongedaan")
    return window


PAGES: dict[str, tuple[Callable[[], QWidget], tuple[int, int] | None]] = {
    "words": (words_page, None),
    "fields": (fields_page, None),
    "lists": (lists_page, None),
    "case": (case_page, (1366, 768)),
    "case-small": (case_page, (1024, 700)),
    "fields-small": (fields_page, (1024, 700)),
}


def draw(page: QWidget, size: tuple[int, int] | None, file: Path) -> None:
    """Draw a page as large as its content, or in a window of a given size."""
    page.resize(*(size or (1366, 768)))
    page.show()
    QTest.qWait(20)
    if size is None and isinstance(page, ScrollArea):
        page.resize(1366, page.content.heightForWidth(1366 - 12) + 24)
        QTest.qWait(20)
    page.grab().save(str(file))


def main(folder: Path) -> None:
    """Draw every page in every scheme and text size."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    folder.mkdir(parents=True, exist_ok=True)
    schemes: tuple[theme.Scheme, ...] = ("light", "dark")
    for scheme in schemes:
        for scale in (1.0, 1.5):
            theme.apply(app, scheme, scale)
            for name, (build, size) in PAGES.items():
                page = build()
                draw(page, size, folder / f"{name}-{scheme}-{round(scale * 100)}.png")
                page.close()
                page.deleteLater()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
