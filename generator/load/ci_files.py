"""What reviews pull requests and publishes the site in a repository of somebody's own: the files of each platform.

Knows where each platform looks for its files; the files themselves lie in ``templates/ci``.
"""

from __future__ import annotations

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


def ci_files(platform: str | None) -> dict[str, str]:
    """The texts of a platform's files by their paths in the repository; none where no platform is named."""
    places = CI_FILES[platform] if platform else {}
    return {path: (TEMPLATES / "ci" / name).read_text(encoding="utf-8") for path, name in places.items()}
