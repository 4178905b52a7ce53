"""Writing and building: every file that is written goes through here, and MkDocs is run from here."""

from generator.site.build import BuildFailedError, build_site
from generator.site.files import write_text
from generator.site.pages import Changes, NotOurFolderError, stale_pages, write_pages
from generator.site.serve import PortInUseError, listen, serve
from generator.site.start import FolderInUseError, start_project

__all__ = [
    "BuildFailedError",
    "Changes",
    "FolderInUseError",
    "NotOurFolderError",
    "PortInUseError",
    "build_site",
    "listen",
    "serve",
    "stale_pages",
    "start_project",
    "write_pages",
    "write_text",
]
