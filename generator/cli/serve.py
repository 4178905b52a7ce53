"""The command that previews the site: reads the project again whenever a file changes, and says what is wrong."""

from __future__ import annotations

import time
from pathlib import Path
from threading import Thread

import click

from generator.cli.options import Words, pages_of, report, require_mkdocs, setup_of
from generator.errors import Problem, ProblemsFound
from generator.load import Project, Rereading, Watch, packaged_labels, preview_file, theme_folder, watched_paths
from generator.render import ErrorPage, Pages, Texts
from generator.site import BuildFailedError, Fittings, Preview, listen

_LOOK_SECONDS = 0.15


def serve_site(words: Words, project: Path, port: int) -> int:
    """Serves on this computer until Ctrl+C; a broken file shows what is wrong with it, at the start too."""
    require_mkdocs(project)
    labels = packaged_labels()
    error_page = ErrorPage(preview_file("error.html.j2"), labels)
    fittings = Fittings(error_page, preview_file("preview.js"), labels["preview"])
    preview = Preview(fittings, lambda failure: _say(words, failure))
    server = listen(preview, port)
    watch = Watch(watched_paths(project))
    reader = _Reader(words, project, preview)
    read = reader.read()
    address = f"http://127.0.0.1:{server.server_port}/"
    click.echo(words("serving" if read else "serving-broken", address=address))
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        while True:
            time.sleep(_LOOK_SECONDS)
            if changed := watch.changes():
                reader.read_again(changed)
    finally:
        server.shutdown()


class _Reader:
    """Reads the project for a preview and says once what is wrong with it, and when nothing is any longer."""

    def __init__(self, words: Words, project: Path, preview: Preview) -> None:
        self._words = words
        self._project = project
        self._preview = preview
        self._rereading = Rereading(project)
        self._good = True
        self._waiting: list[Problem] = []
        self._texts = Texts()
        self._made_from: object = None
        self._pages: Pages | None = None

    def read_again(self, changed: frozenset[Path]) -> None:
        theme = theme_folder(self._project).resolve()
        if any(path.name == "mkdocs.yml" or path.is_relative_to(theme) for path in changed):
            self._preview.forget_theme()
        was_good = self._good
        if self.read() and not was_good:
            click.echo(self._words("mended"), err=True)

    def read(self) -> bool:
        """Whether the project could be read."""
        try:
            loaded, waiting = self._rereading.project()
            self._preview.show(self._pages_of(loaded), loaded.customers, setup_of(loaded, self._project))
        except (ProblemsFound, BuildFailedError) as failure:
            self._preview.fail(failure)
            _say(self._words, failure)
            self._good = False
            return False
        self._say_what_waits(waiting)
        self._good = True
        return True

    def _pages_of(self, loaded: Project) -> Pages:
        """The same object where neither rules nor templates have changed: then its templates stay compiled."""
        made_from = (loaded.guidance, loaded.wording, loaded.address, loaded.brand)
        if self._pages is None or made_from != self._made_from:
            self._made_from, self._pages = made_from, pages_of(loaded, self._texts)
        return self._pages

    def _say_what_waits(self, waiting: list[Problem]) -> None:
        """Translations to be looked at, where they are others than those that were said."""
        if waiting and waiting != self._waiting:
            for problem in waiting:
                click.echo(problem.text(self._words.labels["problems"], self._words.language), err=True)
            click.echo(self._words("waiting", count=len(waiting)), err=True)
        self._waiting = waiting


def _say(words: Words, failure: ProblemsFound | BuildFailedError) -> None:
    if isinstance(failure, BuildFailedError):
        click.echo(f"{failure}\n{words('refused')}", err=True)
    else:
        report(words, failure)
