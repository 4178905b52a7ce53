"""How a project looks: `brand/brand.yaml` and the logo beside it, or every Problem in them."""

from __future__ import annotations

from generator.errors import Problem, Where
from generator.load.pictures import is_png, svg_faults
from generator.load.strict_yaml import read_file
from generator.load.tree import Disk
from generator.model import Brand, BrandFile, Logo, Source, check_shape

FOLDER = "brand"
_FILE = f"{FOLDER}/brand.yaml"
_MKDOCS = "mkdocs.yml"
_MOST_BYTES = 200 * 1024
_LINES = {
    "RUNBOOKS_BRAND": ("extra", 'brand: !ENV [RUNBOOKS_BRAND, ""]'),
    "RUNBOOKS_LOGO": ("theme", 'logo: !ENV [RUNBOOKS_LOGO, ""]'),
}
"""Variable by which MkDocs is told → where mkdocs.yml has to ask for it, and how."""


def read_brand(tree: Disk) -> tuple[Brand | None, list[Problem]]:
    """The brand; None where the project has none or where it has Problems."""
    if not tree.has(_FILE):
        return None, []
    source, problems = read_file(tree, _FILE)
    if source is None or problems:
        return None, problems
    file, problems = check_shape(BrandFile, source)
    if file is None:
        return None, problems
    logo, problems = _logo(tree, file.logo, source) if file.logo else (None, [])
    problems += _not_asked_for(tree, ["RUNBOOKS_BRAND", *(["RUNBOOKS_LOGO"] if file.logo else [])])
    return (None, problems) if problems else (Brand(file.colour, logo, file.name), [])


def _logo(tree: Disk, name: str, source: Source) -> tuple[Logo | None, list[Problem]]:
    path = f"{FOLDER}/{name}"
    if not tree.has(path):
        return None, [source.problem(("logo",), "no-logo", file=path)]
    content, problems = tree.content(path)
    if content is None:
        return None, problems
    shown, ending = tree.shown(path), name.rpartition(".")[2]
    if len(content) > _MOST_BYTES:
        return None, [Problem(Where(shown), "logo-too-large", {"limit": f"{_MOST_BYTES // 1024} KB"})]
    faults = svg_faults(content) if ending == "svg" else [] if is_png(content) else None
    if faults is None:
        return None, [Problem(Where(shown), "no-picture", {"kind": ending.upper()})]
    return Logo(ending, content), [Problem(Where(shown, line), "logo-unsafe", {"what": what}) for line, what in faults]


def _not_asked_for(tree: Disk, variables: list[str]) -> list[Problem]:
    """A mkdocs.yml of an earlier version does not ask for the brand: the site would not show it."""
    text = (tree.read(_MKDOCS)[0] if tree.has(_MKDOCS) else None) or ""
    return [
        Problem(Where(tree.shown(_MKDOCS)), "brand-not-shown", {"key": _LINES[name][0], "line": _LINES[name][1]})
        for name in variables
        if name not in text
    ]
