"""Jinja2, set up so that nothing in a customer's file becomes markup. Templates and guidance texts run here, once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from typing import Any

from jinja2 import (
    DictLoader,
    Environment,
    StrictUndefined,
    Template,
    TemplateError,
    TemplateSyntaxError,
    Undefined,
    meta,
)
from markupsafe import Markup

from generator.text import Text, Token, ours

__all__ = ["BrokenPageError", "TemplateError", "Texts", "broken_templates", "page_environment", "unknown_variables"]

_PRINTABLE = (Text, Token, Markup, int, Undefined)  # an undefined name raises by itself when it is printed


class UnsafeValueError(TemplateError, TypeError):
    """A template prints what nobody made safe for a page."""


class BrokenPageError(RuntimeError):
    """A template speaks of what this program does not hand to it: ``template`` by its name, ``said`` of what."""

    def __init__(self, template: str, said: str) -> None:
        super().__init__(f"{template}: {said}")
        self.template = template
        self.said = said


def page_environment(templates: Mapping[str, str], printed: Callable[[Any], Any] | None = None) -> Environment:
    """For pages: only values that are safe to print get through, and no filter that could undo an escape is there.

    ``printed`` has the last word about each value that a template prints: what is left is still checked.
    """
    environment = Environment(
        autoescape=True,
        undefined=StrictUndefined,
        finalize=(lambda value: _only_safe(printed(value))) if printed else _only_safe,
        loader=DictLoader(templates),
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        comment_start_string="[#",  # {# is how a heading gets its id
        comment_end_string="#]",
    )
    environment.filters = {"join": _join, "fill": _fill}
    environment.tests = {}
    environment.globals = {}
    return environment


class Texts:
    """Guidance texts as templates, each compiled once."""

    def __init__(self, environment: Environment) -> None:
        self._compiled = cache(environment.from_string)

    def say(self, text: str, values: Mapping[str, Any]) -> Markup:
        """The text with the values in it; raises where it names one that is not there."""
        if "{" not in text:
            return ours(text)
        template: Template = self._compiled(text)
        return Markup(template.render(values))  # noqa: S704 - the template is ours, its values were escaped


def unknown_variables(
    texts: Iterable[tuple[tuple[str | int, ...], Mapping[str, str]]], known: Iterable[str]
) -> Iterator[tuple[tuple[str | int, ...], str, dict[str, str]]]:
    """Where a guidance text names a variable that is not there, or cannot be read: place, Problem id, values."""
    environment = page_environment({})
    names = tuple(known)
    for path, words in texts:
        for language, text in words.items():
            try:
                used = meta.find_undeclared_variables(environment.parse(text))
            except TemplateSyntaxError:
                yield (*path, language), "template-syntax", {}
                continue
            for name in sorted(used.difference(names)):
                yield (*path, language), "unknown-variable", {"name": name, "known": ", ".join(names) or "–"}


def broken_templates(templates: Mapping[str, str]) -> Iterator[tuple[str, int]]:
    """The templates that cannot be read, each with its line."""
    environment = page_environment({})
    for name, text in templates.items():
        try:
            environment.parse(text)
        except TemplateSyntaxError as error:
            yield name, error.lineno


def _only_safe(value: Any) -> Any:
    if isinstance(value, _PRINTABLE) and not isinstance(value, bool):
        return value
    raise UnsafeValueError(f"a template printed a {type(value).__name__}: only Text, Token, Markup and int are safe")


def _join(values: Iterable[Any], separator: str = ", ") -> Markup:
    return Markup(separator).join(_only_safe(value) for value in values)  # noqa: S704 - the separator is a template's


def _fill(label: Markup, /, **values: Any) -> Markup:
    """A label with its placeholders filled, the values escaped."""
    return label.format(**{name: _only_safe(value) for name, value in values.items()})
