"""The documentation says what is there: every command, every key of a customer's file, every folder."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import click
import pytest

from generator.cli.main import command_group
from generator.cli.options import Words
from generator.importers.draft import CARRIED
from generator.importers.sources import FORMATS, UNVERIFIED
from generator.load import Rereading, load_project, packaged_labels
from generator.model import customer_schema
from generator.text import LANGUAGES

ROOT = Path(__file__).resolve().parent.parent
READMES = ("README.md", "README.zh-TW.md")


def _commands(group: click.Group, before: str = "runbooks") -> list[str]:
    named = [(f"{before} {name}", command) for name, command in group.commands.items()]
    return [
        line
        for name, command in named
        for line in (_commands(command, name) if isinstance(command, click.Group) else [name])
    ]


@pytest.mark.parametrize("readme", READMES)
def test_the_readme_lists_every_command_and_no_other(readme: str) -> None:
    text = (ROOT / readme).read_text(encoding="utf-8")
    listed = re.findall(r"^\| `(runbooks [a-z -]+?)(?: [A-Z[].*?)?` \|", text, re.MULTILINE)
    assert sorted(listed) == sorted(_commands(command_group(Words(packaged_labels(), LANGUAGES[0]))))


@pytest.mark.parametrize("readme", READMES)
def test_the_readme_names_files_that_are_there(readme: str) -> None:
    text = (ROOT / readme).read_text(encoding="utf-8")
    targets = [target for target in re.findall(r"\]\(([^)#]+)\)", text) if "://" not in target]
    assert [target for target in targets if not (ROOT / target).exists()] == []


@pytest.mark.parametrize("readme", READMES)
def test_the_readme_shows_the_smallest_file_that_loads(readme: str, project: Callable[..., Path]) -> None:
    text = (ROOT / readme).read_text(encoding="utf-8")
    smallest = re.search(r"```yaml\n(.*?)```", text, re.DOTALL)
    assert smallest is not None
    assert len(load_project(project({"first": smallest[1]})).customers) == 1


@pytest.mark.parametrize("readme", READMES)
def test_the_guidance_and_the_look_of_a_house_that_the_readme_shows_are_taken(
    readme: str, project: Callable[..., Path]
) -> None:
    text = (ROOT / readme).read_text(encoding="utf-8")
    root = project({})
    (root / "mkdocs.yml").write_bytes((ROOT / "mkdocs.yml").read_bytes())
    shown = re.findall(r"```yaml\n# (\w+/\w+\.yaml)\n(.*?)```", text, re.DOTALL)
    assert [name for name, _ in shown] == ["guidance/clauses.yaml", "guidance/findings.yaml", "brand/brand.yaml"]
    for name, content in shown:
        (root / name).parent.mkdir(exist_ok=True)
        (root / name).write_text(content, encoding="utf-8")
    (root / "brand" / "logo.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg"/>', encoding="utf-8")
    loaded, _ = Rereading(root).project()  # nobody has confirmed the translations
    assert list(loaded.guidance.house) == ["sources/OURS", "clauses/legacy-desk", "findings/tell-legacy-desk"]
    assert loaded.brand is not None


def test_the_two_readmes_have_the_same_sections_and_run_the_same_commands() -> None:
    texts = [(ROOT / readme).read_text(encoding="utf-8") for readme in READMES]
    english, chinese = (
        re.findall(r"^(?:make|python3|cd|\.\./venv|venv|py|\.venv)\S*", text, re.MULTILINE) for text in texts
    )
    assert english == chinese
    assert len(re.findall(r"^## ", texts[0], re.MULTILINE)) == len(re.findall(r"^## ", texts[1], re.MULTILINE))


def test_every_key_of_a_customers_file_is_documented() -> None:
    text = (ROOT / "customers" / "README.md").read_text(encoding="utf-8")
    documented = set(re.findall(r"`([a-z_]+)(?:\.[a-z_]+)?`", text)) | set(re.findall(r"\.([a-z_]+)`", text))
    schema = customer_schema()
    keys = set(schema["properties"]) | {key for part in schema["$defs"].values() for key in part.get("properties", {})}
    assert keys - documented == set()


def test_the_schema_in_the_package_is_the_models() -> None:
    text = (ROOT / "generator" / "customer.schema.json").read_text(encoding="utf-8")
    assert json.loads(text) == customer_schema()


def test_the_table_of_exports_says_what_the_readers_say(golden: Callable[[Path, str], None]) -> None:
    file = ROOT / "generator" / "importers" / "README.md"
    before, _, rest = file.read_text(encoding="utf-8").partition("<!-- formats -->\n")
    after = rest.partition("<!-- /formats -->")[2]
    golden(file, f"{before}<!-- formats -->\n{_table_of_exports()}<!-- /formats -->{after}")


def _table_of_exports() -> str:
    """A row for each format: its source, its name, and what becomes of every field."""
    marks = {"filled": "●", "derived": "◐", "missing": "–"}
    head = f"| `import` | format | {' | '.join(f'`{field}`' for field in CARRIED)} |\n"
    line = f"| :-- | :-- | {' | '.join(':-:' for _ in CARRIED)} |\n"
    rows = [
        f"| `{source}` | {name}{' **?**' if name in UNVERIFIED else ''} | "
        f"{' | '.join(marks[carries[field]] for field in CARRIED)} |\n"
        for source, formats in FORMATS.items()
        for name, carries in formats.items()
    ]
    return "\n" + head + line + "".join(rows) + "\n"
