"""MkDocs in this process, one page at a time and in memory: the same HTML as a build makes. Writes nothing."""

from __future__ import annotations

import gzip
import io
import logging
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any, cast
from urllib.parse import urlsplit

from mkdocs.commands.build import get_context
from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import MkDocsException
from mkdocs.structure.files import File, Files, set_exclusions
from mkdocs.structure.nav import get_navigation
from mkdocs.structure.pages import Page
from mkdocs.structure.toc import AnchorLink, get_toc
from mkdocs.utils import get_build_timestamp, get_relative_url

from generator.errors import ProblemsFound
from generator.render import BrokenPageError, compiled_once, rendered
from generator.site.batch import each_converted
from generator.site.build import BuildFailedError, Setup
from generator.site.files import names_below
from generator.site.headings import Heading, nested
from generator.site.parts import Filled
from generator.site.shell import Sheet

_NOT_FOUND, _MAP = "404.html", "sitemap.xml"
_EXTENSIONS = {"admonition", "attr_list", "def_list", "fenced_code", "md_in_html", "tables", "toc"}
"""Those that look at no more of a page than at what stands together."""

_NO_META = "---\n{}\n---\n"
"""Before a piece of a page: its first line might read as what a page says of itself."""


class MkDocs:
    """MkDocs set up for one language: configuration and theme. Raises BuildFailedError where it refuses them."""

    def __init__(self, setup: Setup, language: str) -> None:
        self._theme_folder = setup.theme.resolve()
        # It wants a folder of pages that exists; the pages themselves come from memory.
        variables = setup.variables(setup.theme, setup.root / "site" / "html" / language, language)
        with _strictly(), _surroundings(variables):
            config = load_config(str(setup.root / "mkdocs.yml"))
            self.config = config.plugins.on_config(config)
            self._environment = compiled_once(self.config.theme.get_env())
            self.theme_files = Files([])
            self.theme_files.add_files_from_theme(cast(Any, _Listing(self.config.theme.dirs)), self.config)

    @property
    def is_bare(self) -> bool:
        """Whether no plugin, hook, extension or setting of the project's own has a say in what a page becomes."""
        config = self.config
        if config.hooks or config.extra_templates:  # a hook is a plugin too, without a configuration
            return False
        if config.use_directory_urls or config.repo_url or config.exclude_docs or config.draft_docs:
            return False
        contents = config.mdx_configs.get("toc", {})
        if not str(contents.get("toc_depth", "")).startswith("2-") or str(contents.get("baselevel", 1)) != "1":
            return False
        own = {*config.markdown_extensions} - _EXTENSIONS
        plugins = [name for name, plugin in config.plugins.items() if plugin.config.get("enabled", True)]
        return not (own or plugins)

    def theme_file(self, path: str) -> bytes | None:
        """A style, script or picture of the theme; only what the theme lists can be asked for."""
        file = self.theme_files.get_file_from_path(path)
        try:
            return file.content_bytes if file else None
        except OSError:  # it went away since
            return None

    def rendered(self, template: str, context: Mapping[str, object]) -> str:
        """A page through the theme; raises ProblemsFound where the theme is wrong."""
        try:
            return rendered(self._environment, template, **context)
        except BrokenPageError as broken:
            path = Path(broken.template)
            if path.is_relative_to(self._theme_folder):
                broken.template = path.relative_to(self._theme_folder).as_posix()
            raise ProblemsFound([broken.problem("templates/theme/")]) from None


class _Listing:
    """What MkDocs asks for the names of a theme's files: none of hidden folders, which hold ten thousand icons."""

    def __init__(self, folders: Sequence[str]) -> None:
        self._folders = folders

    def list_templates(self, filter_func: Callable[[str], bool]) -> list[str]:
        """Those that are wanted, in order."""
        found = {name for folder in self._folders for name in names_below(Path(folder), hidden=False)}
        return sorted(filter(filter_func, found))


class Book:
    """One state of the site in one language; ``fronts``: its pages about all customers, each with what makes its title.

    ``has``: whether a link may lead to a page; both know pages by their paths below the language's folder.
    """

    def __init__(self, mkdocs: MkDocs, fronts: Mapping[str, Callable[[], str]], has: Callable[[str], bool]) -> None:
        self._mkdocs = mkdocs
        self._config = mkdocs.config
        own = [File.generated(self._config, path, content="") for path in fronts]
        self._files = _Files([*own, *mkdocs.theme_files], self._config, has)
        set_exclusions(self._files, self._config)
        with _strictly():
            self._nav = get_navigation(self._files, self._config)
            for page in self._nav.pages:  # on every page stand the titles of all of them
                page.file.content_string = fronts[page.file.src_uri]()
                page.read_source(self._config)

    def html(self, path: str, markdown: str) -> str:
        """A page; raises BuildFailedError where MkDocs finds fault with it, ProblemsFound where the theme is wrong."""
        file = self._files.get_file_from_path(path)
        if file is None:
            raise KeyError(path)
        file.content_string = markdown
        page = file.page or Page(None, file, self._config)
        with _strictly():
            page.read_source(self._config)
            page.render(self._config, self._files)
            page.validate_anchor_links(files=self._files, log_level=self._config.validation.links.anchors)
        return self._through_theme(page)

    def part(self, path: str, markdown: str) -> Filled:
        """What a piece of a page becomes: HTML and headings; raises BuildFailedError as ``html``."""
        file = File.generated(self._config, path, content=f"{_NO_META}{markdown}")
        set_exclusions([file], self._config)
        page = Page(None, file, self._config)
        with _strictly():
            page.read_source(self._config)
            page.render(self._config, self._files)
        return Filled(page.content or "", tuple(_headings(page.toc)))

    def parts(self, path: str, pieces: Sequence[str]) -> list[Filled | None]:
        """What pieces of pages become, each by itself; None where MkDocs finds fault with it."""
        return each_converted(pieces, partial(self.part, path))

    def printed(self, sheet: Sheet) -> str:
        """A page that is no longer Markdown through the theme; raises ProblemsFound where that is wrong."""
        file = self._files.get_file_from_path(sheet.path)
        if file is None:
            raise KeyError(sheet.path)
        page = file.page or Page(None, file, self._config)
        before = page.markdown, page.meta, page.content, page.toc
        page.markdown, page.meta, page.content = "", dict(sheet.meta), sheet.content
        page.toc = get_toc(nested(sheet.headings))
        try:
            return self._through_theme(page)
        finally:  # other pages print its title
            page.markdown, page.meta, page.content, page.toc = before

    def _through_theme(self, page: Page) -> str:
        page.active = True
        try:
            context = get_context(self._nav, self._files, self._config, page)
            return self._mkdocs.rendered(page.meta.get("template", "main.html"), dict(context))
        finally:
            page.active = False

    def extras(self, pages: Iterable[str]) -> dict[str, bytes]:
        """What MkDocs writes besides pages: the theme's files, 404.html, the map of ``pages`` (Markdown, by path)."""
        made = {file.dest_uri: file.content_bytes for file in self._mkdocs.theme_files}
        listed = sorted(pages, key=_walked) if self._config.site_url else []
        for name in sorted(self._config.theme.static_templates):
            at = urlsplit(self._config.site_url or "/").path if name == _NOT_FOUND else get_relative_url(".", name)
            context = {**get_context(self._nav, self._files, self._config, base_url=at), "pages": self._of(listed)}
            text = self._mkdocs.rendered(name, context)
            if text.strip():
                made[name] = text.encode()
        if _MAP in made:
            made[f"{_MAP}.gz"] = _zipped(made[_MAP], get_build_timestamp(pages=self._nav.pages))
        return made

    def _of(self, paths: Iterable[str]) -> Iterator[File]:
        for path in paths:
            file = File.generated(self._config, path, content="")
            Page(None, file, self._config)
            yield file

    def not_found(self) -> str:
        """The theme's page for addresses that lead nowhere."""
        base = urlsplit(self._config.site_url or "/").path
        return self._mkdocs.rendered(_NOT_FOUND, dict(get_context(self._nav, self._files, self._config, base_url=base)))


def _walked(path: str) -> list[tuple[int, bool, str]]:
    """Puts pages into the order in which MkDocs finds them: a folder's own first, its index before them."""
    *folders, name = path.split("/")
    return [*((1, False, folder) for folder in folders), (0, name not in ("index.md", "README.md"), name)]


def _zipped(content: bytes, timestamp: int) -> bytes:
    packed = io.BytesIO()
    with gzip.GzipFile(fileobj=packed, filename=_MAP, mode="wb", mtime=timestamp) as file:
        file.write(content)
    return packed.getvalue()


def _headings(entries: Iterable[AnchorLink]) -> Iterator[Heading]:
    """Level, id and name of every entry of a table of contents, in their order."""
    for entry in entries:
        yield entry.level, entry.id, entry.title
        yield from _headings(entry.children)


class _Files(Files):
    """The pages of customers are many: each comes in when something links to it."""

    def __init__(self, files: list[File], config: MkDocsConfig, has: Callable[[str], bool]) -> None:
        super().__init__(files)
        self._config = config
        self._has = has

    def get_file_from_path(self, path: str) -> File | None:
        found = super().get_file_from_path(path)
        if found is None and self._has(path):
            found = File.generated(self._config, path, content="")
            set_exclusions([found], self._config)
            self.append(found)
        return found


class _Listener(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.said: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.said.append(f"{record.levelname.ljust(7)} -  {record.getMessage()}")


@contextmanager
def _strictly() -> Iterator[None]:
    """Raises BuildFailedError with all that MkDocs warns of meanwhile, as ``mkdocs build --strict`` does."""
    logger, listener = logging.getLogger("mkdocs"), _Listener()
    logger.addHandler(listener)
    try:
        yield
    except MkDocsException as error:
        listener.said.append(str(error))
    finally:
        logger.removeHandler(listener)
    if listener.said:
        raise BuildFailedError("\n".join(listener.said))


@contextmanager
def _surroundings(variables: Mapping[str, str]) -> Iterator[None]:
    """mkdocs.yml asks the environment; what stood there before stands there again afterwards."""
    before = {name: os.environ.get(name) for name in variables}
    os.environ.update(variables)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value
