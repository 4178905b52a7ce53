"""Writing and building: every file that is written goes through here, and MkDocs is run from here."""

from generator.site.archive import zipped
from generator.site.build import BuildFailedError, Setup, beside_languages, build_site
from generator.site.edition import Edition
from generator.site.engine import Engine, MissingGlyphsError, NoEngineError, NoTaiwanFontError, PrintFailedError
from generator.site.files import write_bytes, write_text, write_texts
from generator.site.known import KnownParts
from generator.site.language import LanguageSite
from generator.site.ledger import (
    Entry,
    Held,
    Ledger,
    content_digest,
    contents,
    drop_all,
    folders_of,
    forget,
    held_of,
    read_ledger,
    share_name,
    signature,
    still_held,
    write_ledger,
)
from generator.site.links import Links, Place
from generator.site.mkdocs import MkDocs
from generator.site.one_file import OneFile
from generator.site.pages import ENDINGS as PAGE_ENDINGS
from generator.site.pages import Changes, NotOurFolderError, write_pages
from generator.site.pdf import find_engine
from generator.site.preview import Fittings, Preview
from generator.site.serve import PortInUseError, listen
from generator.site.staged import Staged
from generator.site.start import FolderInUseError, start_project
from generator.site.workbook import workbook

__all__ = [
    "PAGE_ENDINGS",
    "BuildFailedError",
    "Changes",
    "Edition",
    "Engine",
    "Entry",
    "Fittings",
    "FolderInUseError",
    "Held",
    "KnownParts",
    "LanguageSite",
    "Ledger",
    "Links",
    "MissingGlyphsError",
    "MkDocs",
    "NoEngineError",
    "NoTaiwanFontError",
    "NotOurFolderError",
    "OneFile",
    "Place",
    "PortInUseError",
    "Preview",
    "PrintFailedError",
    "Setup",
    "Staged",
    "beside_languages",
    "build_site",
    "content_digest",
    "contents",
    "drop_all",
    "find_engine",
    "folders_of",
    "forget",
    "held_of",
    "listen",
    "read_ledger",
    "share_name",
    "signature",
    "start_project",
    "still_held",
    "workbook",
    "write_bytes",
    "write_ledger",
    "write_pages",
    "write_text",
    "write_texts",
    "zipped",
]
