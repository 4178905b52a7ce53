"""Two Hugo sites: one of the same Markdown pages, one of the customers' files by content adapters."""

from __future__ import annotations

import json
import os
import re
import shutil
import sys
from pathlib import Path

import yaml

from generator.text import LANGUAGES

from .customers import ROOT

OURS = Path(__file__).parent / "hugo"


def hugo_program() -> str | None:
    """Where Hugo is: beside this Python, or wherever a shell would find it."""
    beside = f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', os.defpath)}"
    return shutil.which("hugo", path=beside)


def site_of_pages(pages: Path, site: Path) -> None:
    """A Hugo site of the same Markdown in a small theme.

    Where ours has ``index.md`` Hugo wants ``_index.md``, or takes the pages beside it for attachments. Inside of a box
    it reads Markdown only after an empty line.
    """
    _shell(site)
    for page in sorted(pages.rglob("*.md")):
        name = page.relative_to(pages)
        target = site / "content" / name.with_name(f"_{name.name}" if name.name == "index.md" else name.name)
        target.parent.mkdir(parents=True, exist_ok=True)
        text = page.read_text(encoding="utf-8").replace(' markdown="1">\n', ">\n\n")
        target.write_text(text, encoding="utf-8")


def site_of_files(customers: Path, site: Path) -> None:
    """A Hugo site that makes a runbook and a checklist in each language of a customer's file; plans nothing."""
    _shell(site)
    shutil.copytree(customers, site / "data" / "customers", ignore=shutil.ignore_patterns("_*"))
    steps = yaml.safe_load((ROOT / "generator/guidance/steps.yaml").read_text("utf-8"))
    text = json.dumps({name: steps[name] for name in ("phases", "steps")}, ensure_ascii=False)
    text = re.sub(r"\{%.*?%\}", "", text.replace("{{ customer }}", "CUSTOMER"))
    (site / "data" / "steps.json").write_text(re.sub(r"\{\{ (\w+) \}\}", r"\1", text), encoding="utf-8")
    for language in LANGUAGES:
        (site / "content" / language).mkdir(parents=True)
        shutil.copy(OURS / "_content.gotmpl", site / "content" / language)


def _shell(site: Path) -> None:
    """Configuration and theme, with our own styles and scripts."""
    shutil.copytree(OURS, site, ignore=shutil.ignore_patterns("_content.gotmpl"), dirs_exist_ok=True)
    shutil.copytree(ROOT / "templates" / "theme" / "assets", site / "static" / "assets")
