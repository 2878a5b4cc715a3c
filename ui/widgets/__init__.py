"""The building blocks of every view. They know the theme, not the work; their words come from outside."""

from ui.widgets.bars import Bar, HBarChart
from ui.widgets.buttons import Button, LinkButton, PrimaryButton, QuietButton, SecondaryButton, ToolButton
from ui.widgets.card import Card, Divider, EmptyState, Notice, Panel
from ui.widgets.chip_set import ChipSet
from ui.widgets.chips import ChipGroup
from ui.widgets.choice import CheckGroup, CheckRow, Option, RadioGroup, Segmented
from ui.widgets.columns import Columns
from ui.widgets.combo import SearchCombo
from ui.widgets.curtain import Curtain
from ui.widgets.disclosure import Disclosure
from ui.widgets.fields import FieldFrame, PassphraseField, TextArea, TextField, name_control
from ui.widgets.flow import Flow
from ui.widgets.icons import Icon, icon, pixmap
from ui.widgets.pages import Pages
from ui.widgets.progress import Progress
from ui.widgets.rail import Place, Rail, RailButton
from ui.widgets.scroll import ScrollArea, hold_still
from ui.widgets.search_field import SearchField
from ui.widgets.status_line import StatusLine
from ui.widgets.summary import ErrorSummary
from ui.widgets.table import TAG_ROLE, DataTable, KeyValue, KeyValueList, TagDelegate
from ui.widgets.tag import Tag, paint_tag, tag_size
from ui.widgets.task_list import Task, TaskGroup, TaskList
from ui.widgets.text import Body, Caption, Mono, PageTitle, SectionTitle, Text, set_property
from ui.widgets.timeline import Timeline, TimelineEvent
from ui.widgets.toast import SaveStatus, Snackbar

__all__ = [
    "TAG_ROLE",
    "Bar",
    "Body",
    "Button",
    "Caption",
    "Card",
    "CheckGroup",
    "CheckRow",
    "ChipGroup",
    "ChipSet",
    "Columns",
    "Curtain",
    "DataTable",
    "Disclosure",
    "Divider",
    "EmptyState",
    "ErrorSummary",
    "FieldFrame",
    "Flow",
    "HBarChart",
    "Icon",
    "KeyValue",
    "KeyValueList",
    "LinkButton",
    "Mono",
    "Notice",
    "Option",
    "PageTitle",
    "Pages",
    "Panel",
    "PassphraseField",
    "Place",
    "PrimaryButton",
    "Progress",
    "QuietButton",
    "RadioGroup",
    "Rail",
    "RailButton",
    "SaveStatus",
    "ScrollArea",
    "SearchCombo",
    "SearchField",
    "SecondaryButton",
    "SectionTitle",
    "Segmented",
    "Snackbar",
    "StatusLine",
    "Tag",
    "TagDelegate",
    "Task",
    "TaskGroup",
    "TaskList",
    "Text",
    "TextArea",
    "TextField",
    "Timeline",
    "TimelineEvent",
    "ToolButton",
    "hold_still",
    "icon",
    "name_control",
    "paint_tag",
    "pixmap",
    "set_property",
    "tag_size",
]
