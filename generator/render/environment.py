"""Jinja2, set up so that nothing in a customer's file becomes markup. Templates and guidance texts run here, once."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache, lru_cache
from traceback import walk_tb
from types import FrameType
from typing import Any

from jinja2 import (
    Environment,
    FunctionLoader,
    StrictUndefined,
    Template,
    TemplateError,
    TemplateSyntaxError,
    Undefined,
    meta,
    nodes,
)
from jinja2.compiler import CodeGenerator
from jinja2.runtime import Context, Macro
from jinja2.utils import internalcode
from markupsafe import Markup, escape

from generator.errors import Problem, Where
from generator.render.phrases import filled, joined, listed
from generator.text import Text, Token, ours, terminal, unmarked, word

__all__ = [
    "BrokenPageError",
    "Texts",
    "broken_templates",
    "page_environment",
    "rendered",
    "rendered_page",
    "unknown_variables",
]

_NAMED = re.compile(r"\{\{ (\w+) \}\}")
_PRINTABLE = (Text, Token, Markup, int, Undefined)  # an undefined name raises by itself when it is printed


class UnsafeValueError(TemplateError, TypeError):
    """A template prints what nobody made safe for a page."""


class BrokenPageError(RuntimeError):
    """A template speaks of what is not handed to it: ``template`` as its loader names it, ``line`` 0 = not known."""

    def __init__(self, template: str, error: Exception) -> None:
        super().__init__(f"{template}: {error}")
        self.template, self.line = _raised_at(error, template)
        self._said = terminal(str(error))

    def problem(self, folder: str = "templates/") -> Problem:
        """What to correct; ``folder``: what stands before the template's name in messages."""
        return Problem(Where(f"{folder}{self.template}", self.line), "broken-page", {"said": self._said})


_MISTAKES = (TemplateError, TypeError, ValueError, LookupError, AttributeError, ArithmeticError)
"""What a line of a template can raise; the same from a line of ours is our own mistake."""


def rendered(environment: Environment, name: str, **values: Any) -> str:
    """A template with its values; raises BrokenPageError where it is the template that is wrong."""
    return unmarked(rendered_page(environment, name, **values))


def rendered_page(environment: Environment, name: str, **values: Any) -> str:
    """The same with the marks around what was inserted, for whoever knows the rest already."""
    try:
        return environment.get_template(name).render(**values)
    except _MISTAKES as error:
        *_, (frame, _) = walk_tb(error.__traceback__)
        if isinstance(error, TemplateError) or _is_of_a_template(frame):
            raise BrokenPageError(name, error) from error
        raise


class _Printing(CodeGenerator):
    """Markup is printed as it is, all else as ``finalize`` gives it back, which has escaped it: not once more.

    What a view holds is looked up in the dict that it is. A page does either thousands of times, mostly without a call
    now. A Jinja2 that no longer asks these methods calls each time and escapes once more, and the same is printed.
    """

    def _output_child_pre(self, node: nodes.Expr, frame: Any, finalize: Any) -> None:
        self.write("(said if type(said := ")

    def _output_child_post(self, node: nodes.Expr, frame: Any, finalize: Any) -> None:
        self.write(f") is Markup else {finalize.src}said))")

    def visit_Getattr(self, node: nodes.Getattr, frame: Any) -> None:  # noqa: N802 - as Jinja2 names it
        self.write(f"(view[{node.attr!r}] if type(view := ")
        self.visit(node.node, frame)
        self.write(f") is dict and {node.attr!r} in view else environment.getattr(view, {node.attr!r}))")


class _Calling(Context):
    """Calls a macro, as most calls are, without asking what it takes."""

    @internalcode
    def call(
        __self,  # noqa: N805 - as Jinja2 has it: any name is a macro's
        __obj: Any,
        *args: Any,
        _loop_vars: Any = None,
        _block_vars: Any = None,
        **named: Any,
    ) -> Any:
        if type(__obj) is Macro:
            return __obj(__self.eval_ctx, *args, **named)
        return super().call(__obj, *args, _loop_vars=_loop_vars, _block_vars=_block_vars, **named)


class PageEnvironment(Environment):
    """``finalize``: a value as templates print it, or UnsafeValueError where nobody made it safe for a page."""

    code_generator_class = _Printing
    context_class = _Calling
    finalize: Callable[[Any], str]

    def getattr(self, obj: Any, attribute: str) -> Any:
        """As Jinja2 has it, but that of a view, which is a dict, the key is looked for first: there it is."""
        try:
            return obj[attribute] if type(obj) is dict else getattr(obj, attribute)
        except (KeyError, AttributeError):
            return super().getattr(obj, attribute)


def page_environment(templates: Mapping[str, str], printed: Callable[[Any], Any] | None = None) -> PageEnvironment:
    """For pages: only values that are safe to print get through, and no filter that could undo an escape is there.

    ``printed`` has the last word about each value that a template prints and is no markup yet; what is left is still
    checked.
    """
    environment = PageEnvironment(
        autoescape=True,
        undefined=StrictUndefined,
        finalize=(lambda value: _escaped(printed(value))) if printed else _escaped,
        loader=FunctionLoader(lambda name: (templates[name], name, None) if name in templates else None),
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        comment_start_string="[#",  # {# is how a heading gets its id
        comment_end_string="#]",
    )
    environment.filters = {"join": _join, "fill": _fill, "cited": _cited}
    environment.tests = {}
    environment.globals = {}
    return environment


class Texts:
    """Guidance texts as templates, each compiled once; those that only name values, or ask for them, need none."""

    def __init__(self, environment: PageEnvironment | None = None) -> None:
        self._environment = environment or page_environment({})
        self._parsed = cache(self._environment.parse)
        self._compiled = cache(self._environment.from_string)
        self._asked = cache(self._names_asked_for)
        self._phrase = cache(self._as_phrase)

    def say(self, text: str, values: Mapping[str, Any]) -> Markup:
        """The text with the values in it; raises where it names one that is not there."""
        if "{" not in text:
            return ours(text)
        asked, printed = self._asked(text), self._environment.finalize
        try:
            if asked is not None:
                phrase, names = self._phrase(text, tuple(bool(values[name]) for name in asked))
                return filled(phrase, {name: printed(values[name]) for name in names}) if names else phrase
        except KeyError:  # the template says which name is not there
            pass
        template: Template = self._compiled(text)
        return Markup(template.render(values))  # noqa: S704 - the template is ours, its values were escaped

    def _names_asked_for(self, text: str) -> tuple[str, ...] | None:
        """The names that a text asks for before it says something; None where it does more than that."""
        tree = self._parsed(text)
        simple = (nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.If)
        questions = list(tree.find_all(nodes.If))
        asked = [one.test.name for one in questions if isinstance(one.test, nodes.Name) and not one.elif_]
        is_simple = len(asked) == len(questions) and all(isinstance(node, simple) for node in tree.find_all(nodes.Node))
        return tuple(dict.fromkeys(asked)) if is_simple else None

    def _as_phrase(self, text: str, answers: tuple[bool, ...]) -> tuple[Markup, tuple[str, ...]]:
        """A text with placeholders for the values that it names when what it asks for is there, or is not."""
        answer = dict(zip(self._asked(text) or (), answers, strict=True))
        names: list[str] = []

        def said(part: nodes.Node) -> str:
            if isinstance(part, nodes.TemplateData):
                return part.data.replace("{", "{{").replace("}", "}}")
            if isinstance(part, nodes.Name):
                names.append(part.name)
                return "{" + part.name + "}"
            if isinstance(part, nodes.If) and isinstance(part.test, nodes.Name):
                return "".join(map(said, part.body if answer[part.test.name] else part.else_))
            return "".join(map(said, part.iter_child_nodes()))

        words = said(self._parsed(text))
        return ours(words if names else words.format()), tuple(dict.fromkeys(names))


def unknown_variables(
    texts: Iterable[tuple[tuple[str | int, ...], Mapping[str, str]]], known: Iterable[str]
) -> Iterator[tuple[tuple[str | int, ...], str, dict[str, str]]]:
    """Where a guidance text names a variable that is not there, or cannot be read: place, Problem id, values."""
    environment = page_environment({})
    names = tuple(known)
    for path, words in texts:
        for language, text in words.items():
            if "{" not in text or _only_names(text, names):
                continue
            try:
                used = meta.find_undeclared_variables(environment.parse(text))
            except TemplateSyntaxError:
                yield (*path, language), "template-syntax", {}
                continue
            for name in sorted(used.difference(names)):
                yield (*path, language), "unknown-variable", {"name": name, "known": ", ".join(names) or "–"}


def _only_names(text: str, names: tuple[str, ...]) -> bool:
    """Whether a text only names values that are there, which most do, so that nobody has to read it as a template."""
    rest = _NAMED.sub("", text)
    return "{" not in rest and "[#" not in rest and set(_NAMED.findall(text)).issubset(names)


def broken_templates(templates: Mapping[str, str]) -> Iterator[tuple[str, int]]:
    """The templates that cannot be read, each with its line."""
    environment = page_environment({})
    for name, text in templates.items():
        try:
            environment.parse(text)
        except TemplateSyntaxError as error:
            yield name, error.lineno


def _raised_at(error: Exception, template: str) -> tuple[str, int]:
    """The innermost template among those that lead to an error, and its line, as Jinja2 writes them into the trace."""
    if isinstance(error, TemplateSyntaxError):
        return error.filename or template, error.lineno
    frames = [(frame, line) for frame, line in walk_tb(error.__traceback__) if _is_of_a_template(frame)]
    return next(((frame.f_code.co_filename, line) for frame, line in reversed(frames)), (template, 0))


def _is_of_a_template(frame: FrameType) -> bool:
    """Jinja2 puts a line of the template in the place of each line of the Python that it made of it."""
    return "__jinja_exception__" in frame.f_globals and frame.f_code.co_filename != "<template>"


def _only_safe(value: Any) -> Any:
    if isinstance(value, int) and not isinstance(value, bool):
        return word(value)
    if isinstance(value, _PRINTABLE) and not isinstance(value, bool):
        return value
    raise UnsafeValueError(f"a template printed a {type(value).__name__}: only Text, Token, Markup and int are safe")


def _escaped(value: Any) -> str:
    """A value as it is printed, or UnsafeValueError; most are ids, numbers and words of ours."""
    kind = type(value)
    if kind is Token or kind is int:
        return word(value)
    said: str = value if kind is Markup else escape(_only_safe(value))
    return said


def _join(values: Iterable[Any], separator: str = ", ") -> Markup:
    return listed(Markup(separator), map(_only_safe, values))  # noqa: S704 - the separator is a template's


def _fill(label: Markup, /, **values: Any) -> Markup:
    """A label with its placeholders filled, the values escaped."""
    if not isinstance(label, Markup):
        raise UnsafeValueError(f"a template fills a {type(label).__name__}: only words of ours have placeholders")
    return filled(label, {name: _escaped(value) for name, value in values.items()})


def _cited(basis: Iterable[Token], up: Markup) -> Markup:
    """Clauses as links; ``up``: the way from the page to the language's root."""
    return _clauses(tuple(Token(one) for one in basis), up)


@lru_cache(maxsize=5_000)  # the guidance has so many rows, and a page cites a hundred of them
def _clauses(basis: tuple[Token, ...], up: Markup) -> Markup:
    return listed(Markup(" · "), (joined(Markup("[{}]({}guidance.md#{})"), one, up, one) for one in basis))
