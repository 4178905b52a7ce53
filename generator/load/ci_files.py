"""What reviews pull requests and publishes the site in a repository of somebody's own: the files of each platform.

Knows where each platform looks for its files; the files themselves lie in ``templates/ci``.
"""

from __future__ import annotations

import re

from generator.load.rule_files import TEMPLATES

CI_FILES = {
    "github": {
        ".github/workflows/review.yml": "github.yml",
        ".github/workflows/pages.yml": "github-pages.yml",
        ".github/CODEOWNERS": "CODEOWNERS",
    },
    "gitlab": {".gitlab-ci.yml": "gitlab.yml", ".gitlab/CODEOWNERS": "CODEOWNERS"},
    "azure": {"azure-pipelines.yml": "azure-pipelines.yml"},
}
"""Platform → path in the repository → file in ``templates/ci``."""


_ONE_PIECE = re.compile(r"^ *# The site, in one piece\..*?(?=\n\n)", re.MULTILINE | re.DOTALL)
"""The jobs that ``templates/ci/parts`` has others for; they end with the first empty line."""


def ci_files(platform: str | None, shards: int | None = None) -> dict[str, str]:
    """The texts of a platform's files by their paths in the repository; none where no platform is named.

    ``shards``: the site is built in so many parts side by side, and merged.
    """
    places = CI_FILES[platform] if platform else {}
    return {path: _text(name) if shards is None else _in_parts(name, shards) for path, name in places.items()}


def _in_parts(name: str, shards: int) -> str:
    return _ONE_PIECE.sub(lambda _: _parts(name, shards), _text(name))


def _parts(name: str, shards: int) -> str:
    """The jobs that take the place of those that build the site in one piece."""
    numbers = ", ".join(str(number + 1) for number in range(shards))
    text = _text(f"parts/{name}").rstrip("\n")
    return text.replace("[1, 2, 3, 4]", f"[{numbers}]").replace("parallel: 4", f"parallel: {shards}")


def _text(name: str) -> str:
    return (TEMPLATES / "ci" / name).read_text(encoding="utf-8")
