"""Writing and building: every file that is written goes through here, and MkDocs is run from here."""

from generator.site.archive import zipped
from generator.site.build import BuildFailedError, Setup, build_site
from generator.site.edition import Edition
from generator.site.engine import Engine, MissingGlyphsError, NoEngineError, NoTaiwanFontError, PrintFailedError
from generator.site.files import write_bytes, write_text, write_texts
from generator.site.mkdocs import MkDocs
from generator.site.one_file import OneFile
from generator.site.pages import Changes, NotOurFolderError, stale_pages, write_pages
from generator.site.pdf import find_engine
from generator.site.preview import Fittings, Preview
from generator.site.serve import PortInUseError, listen
from generator.site.start import FolderInUseError, start_project
from generator.site.workbook import workbook

__all__ = [
    "BuildFailedError",
    "Changes",
    "Edition",
    "Engine",
    "Fittings",
    "FolderInUseError",
    "MissingGlyphsError",
    "MkDocs",
    "NoEngineError",
    "NoTaiwanFontError",
    "NotOurFolderError",
    "OneFile",
    "PortInUseError",
    "Preview",
    "PrintFailedError",
    "Setup",
    "build_site",
    "find_engine",
    "listen",
    "stale_pages",
    "start_project",
    "workbook",
    "write_bytes",
    "write_pages",
    "write_text",
    "write_texts",
    "zipped",
]
