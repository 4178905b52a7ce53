"""Remarks in the format of a forge: GitHub, GitLab, or any that reads SARIF; files named as the repository has them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import generator
from generator.cli.options import Words
from generator.load import folder_in_repository
from generator.review import Remark, github, gitlab, sarif

FORGES = ("github", "gitlab", "sarif")


def in_format(words: Words, format_: str, remarks: Iterable[Remark], project: Path) -> str:
    """The remarks as one of FORGES reads them."""
    prefix = folder_in_repository(project)
    placed = [replace(one, where=replace(one.where, file=f"{prefix}{one.where.file}")) for one in remarks]
    if format_ == "github":
        return github(placed, words.labels["remarks"], words.language)
    if format_ == "gitlab":
        return gitlab(placed, words.language)
    return sarif(placed, words.labels["remarks"], generator.__version__, [words.language])
