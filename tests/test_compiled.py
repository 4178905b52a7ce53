"""Templates compiled once for several environments: each still prints its own."""

from __future__ import annotations

from typing import Any

from jinja2 import DictLoader, Environment

from generator.render import compiled_once


class Counting(Environment):
    """Knows how often it had to compile."""

    def __init__(self, templates: dict[str, str]) -> None:
        super().__init__(loader=DictLoader(templates))
        self.compiled: list[str | None] = []

    def compile(self, source: Any, name: str | None = None, *args: Any, **named: Any) -> Any:
        self.compiled.append(name)
        return super().compile(source, name, *args, **named)


def _environments(*templates: dict[str, str]) -> list[Counting]:
    made = [Counting(one) for one in templates]
    for one in made:
        assert compiled_once(one) is one
    return made


def test_what_is_the_same_in_two_environments_is_compiled_in_the_first() -> None:
    page = {"page": "{% include 'part' %} of {{ whom }}", "part": "a page"}
    first, second = _environments(page, dict(page))
    assert [one.get_template("page").render(whom="Chenyao") for one in (first, second)] == ["a page of Chenyao"] * 2
    assert (first.compiled, second.compiled) == (["page", "part"], [])


def test_what_is_called_the_same_and_is_not_stays_apart() -> None:
    first, second, third = _environments({"page": "one"}, {"page": "two"}, {"page": "one"})
    said = [one.get_template("page").render() for one in (first, second, third)]
    assert said == ["one", "two", "one"]
