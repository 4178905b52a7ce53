"""Pages as text: templates and guidance texts are run here, once; only values that are safe to print get through."""

from generator.render.brand import brand_files, brand_head, site_name
from generator.render.cells import Cell, cell_text, csv_text
from generator.render.compiled import compiled_once
from generator.render.environment import (
    BrokenPageError,
    Texts,
    broken_templates,
    page_environment,
    rendered,
    unknown_variables,
)
from generator.render.error_page import ErrorPage, Lead
from generator.render.pages import Pages
from generator.render.paper import EDITIONS, SIZES, TAIWAN_FONTS
from generator.render.places import LETTERS, page_kind
from generator.render.share import Share, Shares, share_of
from generator.render.sheets import Sheet, plan_sheets
from generator.render.single import SinglePages
from generator.render.step_views import step_brief
from generator.render.step_words import step_values
from generator.render.tables import Row, Table, step_rows
from generator.render.voice import Voice

__all__ = [
    "EDITIONS",
    "LETTERS",
    "SIZES",
    "TAIWAN_FONTS",
    "BrokenPageError",
    "Cell",
    "ErrorPage",
    "Lead",
    "Pages",
    "Row",
    "Share",
    "Shares",
    "Sheet",
    "SinglePages",
    "Table",
    "Texts",
    "Voice",
    "brand_files",
    "brand_head",
    "broken_templates",
    "cell_text",
    "compiled_once",
    "csv_text",
    "page_environment",
    "page_kind",
    "plan_sheets",
    "rendered",
    "share_of",
    "site_name",
    "step_brief",
    "step_rows",
    "step_values",
    "unknown_variables",
]
