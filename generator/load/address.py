"""Where the built site will be found: ``site_url`` of mkdocs.yml, which QR codes and calendars print."""

from __future__ import annotations

import re
from typing import Any

import yaml

from generator.errors import Problem, Where
from generator.load.tree import Tree

_NAME = "mkdocs.yml"
_ADDRESS = re.compile(r"https?://[A-Za-z0-9.-]+(?::[0-9]{1,5})?(?:/[A-Za-z0-9._~-]+)*/?")


class _Configuration(yaml.BaseLoader):
    """MkDocs' file, every scalar as text: of ``!ENV [NAME, default]`` the default, of other tags nothing."""


def _tagged(loader: yaml.BaseLoader, tag: str, node: yaml.Node) -> Any:
    if tag == "ENV" and isinstance(node, yaml.SequenceNode):
        names = loader.construct_sequence(node)
        return names[-1] if len(names) > 1 else None
    return None


_Configuration.add_multi_constructor("!", _tagged)
_Configuration.add_multi_constructor("tag:yaml.org,2002:python/", _tagged)


def site_address(tree: Tree) -> tuple[str, list[Problem]]:
    """The address of the folder that holds all languages, ending in ``/``; '' where mkdocs.yml names none."""
    if not tree.has(_NAME):
        return "", []
    text, problems = tree.read(_NAME)
    if text is None:
        return "", problems
    try:
        settings = yaml.load(text, Loader=_Configuration)  # noqa: S506 - a BaseLoader makes nothing but text
    except (yaml.YAMLError, RecursionError) as error:
        line = getattr(getattr(error, "problem_mark", None), "line", 0) + 1
        return "", [Problem(Where(tree.shown(_NAME), line), "yaml-syntax")]
    address = settings.get("site_url") if isinstance(settings, dict) else None
    if not address or address in ("null", "~"):
        return "", []
    if not isinstance(address, str) or not _ADDRESS.fullmatch(address):
        line = next((n for n, row in enumerate(text.splitlines(), 1) if row.startswith("site_url")), 1)
        return "", [Problem(Where(tree.shown(_NAME), line, "site_url"), "site-address")]
    return address.rstrip("/") + "/", []
