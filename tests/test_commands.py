"""Each command as it is typed, in both languages: what it says, what it writes, how it exits, never a traceback."""

from __future__ import annotations

import json
import re
import shutil
import signal
import socket
import sys
import urllib.request
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from json_schema import EditorsYaml, mistakes
from preview_server import serving
from runbooks_command import Result, contents, in_both_languages, runbooks

from generator.cli import main
from generator.cli.options import Words
from generator.load import load_project, packaged_labels
from generator.model import customer_schema
from generator.plan import as_json, make_plan
from generator.text import LANGUAGES

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
CASES = HERE / "cases"
ATTENTION = (CASES / "pages" / "one subscription of another partner ends in February.yaml").read_bytes()
BLOCKED = (CASES / "pages" / "a tenant in Hong Kong cannot move to a partner in Taiwan.yaml").read_bytes()
Here = Callable[..., Result]
COMMANDS = (
    "check",
    "plan",
    "render",
    "build",
    "serve",
    "init",
    "schema",
    "export",
    "done",
    "diff",
    "verify-paper",
    "guidance",
    "guidance check",
    "guidance confirm",
    "guidance impact",
)


@pytest.fixture
def root(project: Callable[..., Path]) -> Path:
    """A project with a customer that needs attention and a blocked one."""
    folder = project({"acme": ATTENTION, "hong-kong": BLOCKED})
    shutil.copy(ROOT / "mkdocs.yml", folder)
    return folder


@pytest.fixture
def reviewed(golden: Callable[[Path, str], None]) -> Callable[..., None]:
    """Compares what a command said in each language with what was reviewed; the project's folder is …"""

    def compare(sentence: str, results: Mapping[str, Result], root: Path | None = None) -> None:
        for language, result in results.items():
            said = f"{result.stdout}---- stderr\n{result.stderr}---- exit code {result.returncode}\n"
            shown = said.replace(str(root), "…") if root else said
            golden(CASES / "commands" / f"{sentence}.{language}.txt", shown)

    return compare


@pytest.fixture
def here(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Here:
    """A command in this process: for the many small cases of which one runs in a process of its own elsewhere."""

    def run(*arguments: str, cwd: Path = ROOT, **environment: str) -> Result:
        monkeypatch.chdir(cwd)
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        code = main(arguments)
        captured = capsys.readouterr()
        return Result(arguments, code, captured.out, captured.err)

    return run


def said(language: str, label: str, **values: object) -> str:
    return Words(packaged_labels(), language)(label, **values)


# ---- check ---------------------------------------------------------------------------------------------------------


def test_check_shows_a_line_per_customer_and_counts_them(root: Path, reviewed: Callable[..., None]) -> None:
    before = contents(root)
    reviewed("check of two customers", in_both_languages("check", cwd=root), root)
    assert contents(root) == before


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["--fail-on", "blocker"], 1),
        (["customers/acme.yaml", "--fail-on", "blocker"], 0),
        (["customers/acme.yaml", "--fail-on", "warning"], 1),
        (["customers/acme.yaml", "customers/hong-kong.yaml", "--fail-on", "blocker"], 1),
    ],
)
def test_a_blocker_is_content_of_a_plan_unless_check_is_asked_to_fail(
    arguments: list[str], code: int, root: Path, here: Here
) -> None:
    assert here("check", *arguments, cwd=root).returncode == code


def test_check_of_named_files_shows_these_alone(root: Path, here: Here) -> None:
    result = here("check", "customers/acme.yaml", cwd=root)
    assert [line.split()[0] for line in result.stdout.splitlines()] == ["acme"]


def test_check_names_every_problem_of_every_file(root: Path, reviewed: Callable[..., None]) -> None:
    (root / "customers" / "acme.yaml").write_bytes(ATTENTION.replace(b"seats: 50", b"seats: many"))
    (root / "customers" / "hong-kong.yaml").write_bytes(BLOCKED.replace(b"country: HK", b"country: Hong Kong"))
    reviewed("check of two broken customers", in_both_languages("check", cwd=root), root)


def test_every_customer_of_this_repository_is_checked() -> None:
    result = runbooks("check", "--lang", "en", cwd=ROOT)
    customers = sorted(path.stem for path in (ROOT / "customers").glob("[!_]*.yaml"))
    shown = [line.split()[0] for line in result.stdout.splitlines() if not line.startswith(" ")]
    assert (result.returncode, shown) == (0, customers)
    counted = re.fullmatch(
        r"(\d+) customer\(s\): (\d+) blocked, (\d+) need attention, (\d+) ready, (\d+) done\.\n", result.stderr
    )
    assert counted
    assert int(counted[1]) == sum(map(int, counted.groups()[1:])) == len(customers)


# ---- plan ----------------------------------------------------------------------------------------------------------


def test_plan_shows_what_moves_what_was_found_and_what_is_due(root: Path, reviewed: Callable[..., None]) -> None:
    reviewed("plan of a customer", in_both_languages("plan", "acme", cwd=root), root)


def test_a_plan_as_json_is_the_plan_in_every_language(root: Path) -> None:
    loaded = load_project(root)
    plan = make_plan(loaded.customers[0], loaded.guidance)
    for result in in_both_languages("plan", "acme", "--json", cwd=root).values():
        assert (result.returncode, result.stderr) == (0, "")
        assert json.loads(result.stdout) == json.loads(json.dumps(as_json(plan)))


def test_a_plan_as_json_has_the_keys_that_scripts_hold_on_to(root: Path, here: Here) -> None:
    made = json.loads(here("plan", "acme", "--json", cwd=root).stdout)
    held = {"format", "customer", "as_of", "guidance", "fingerprint", "status", "subscriptions", "findings", "steps"}
    assert held - set(made) == set()
    (one,) = made["subscriptions"]
    held = {"id", "offer", "seats", "target", "channel", "commerce", "intent", "route", "mode", "ending"}
    held |= {"offer_change", "seat_change", "dates", "overlap_days", "gap_days", "reasons"}
    assert held - set(one) == set()
    assert {"provision_by", "provision_on", "ends_on"} - set(one["dates"]) == set()
    assert all({"fact", "value", "basis"} <= set(reason) for reason in one["reasons"])
    assert all({"id", "level", "subscription", "basis", "values"} <= set(found) for found in made["findings"])
    held = {"id", "phase", "owner", "not_before", "due", "subscription", "subjects", "after", "basis", "hash", "state"}
    assert all(held <= set(step) for step in made["steps"])
    assert (made["format"], made["customer"], made["as_of"], made["status"]) == ("1", "acme", "2026-11-22", "attention")


def test_a_plan_by_the_rules_of_another_day_says_that_day(root: Path, here: Here) -> None:
    made = json.loads(here("plan", "acme", "--json", "--as-of", "2026-12-24", cwd=root).stdout)
    assert made["as_of"] == "2026-12-24"


def test_a_customer_that_is_not_there_is_wrong_usage_and_the_nearest_is_named(root: Path) -> None:
    for language, result in in_both_languages("plan", "honk-kong", cwd=root).items():
        assert (result.returncode, result.stdout) == (2, "")
        assert said(language, "no-such-customer", id="honk-kong", known="hong-kong") in result.stderr


# ---- schema --------------------------------------------------------------------------------------------------------


def test_the_schema_that_is_printed_is_the_one_that_is_shipped() -> None:
    for result in in_both_languages("schema").values():
        assert (result.returncode, result.stderr) == (0, "")
        assert result.stdout.encode() == (ROOT / "generator" / "customer.schema.json").read_bytes()


@pytest.mark.parametrize(
    "path",
    [
        *sorted((ROOT / "customers").glob("[!_]*.yaml")),
        *sorted((CASES / "valid").glob("*.yaml")),
        *sorted((ROOT / "templates" / "starter" / "customers").glob("[!_]*.yaml")),
    ],
    ids=lambda path: path.stem,
)
def test_an_editor_marks_nothing_wrong_in_a_file_that_is_right(path: Path) -> None:
    schema = customer_schema()
    for loader in (yaml.BaseLoader, EditorsYaml):
        values = yaml.load(path.read_text(encoding="utf-8"), loader)  # noqa: S506 - neither makes objects
        assert list(mistakes(values, schema, schema)) == []


@pytest.mark.parametrize(
    "change",
    [
        {"planned_on": "tomorrow"},
        {"planed_on": "2026-11-22"},
        {"subscriptions": []},
        {"tenant": {"domain": "acme.example"}},
        {"languages": ["fr"]},
        {"notes": "x" * 2001},
        {"agreement": {"status": "signed"}},
    ],
    ids=str,
)
def test_an_editor_marks_what_the_loader_refuses(change: dict[str, Any]) -> None:
    values = yaml.load(ATTENTION, yaml.BaseLoader)  # noqa: S506 - it makes nothing but text
    assert list(mistakes(values | change, customer_schema(), customer_schema())) != []


# ---- guidance ------------------------------------------------------------------------------------------------------


def test_guidance_check_counts_clauses_steps_and_findings(root: Path) -> None:
    guidance = load_project(root).guidance
    counts = {"clauses": len(guidance.clauses), "steps": len(guidance.steps), "findings": len(guidance.findings)}
    for language, result in in_both_languages("guidance", "check", cwd=root).items():
        assert (result.returncode, result.stderr) == (0, "")
        assert result.stdout == said(language, "guidance-fine", version=guidance.version, **counts) + "\n"


@pytest.fixture
def own_guidance(root: Path) -> Path:
    """The project's own copy of all guidance, with another English text in it that no one has translated again."""
    folder = root / "guidance"
    folder.mkdir()
    for path in (ROOT / "generator" / "guidance").glob("[!_]*.*"):
        if path.suffix in (".yaml", ".lock"):
            shutil.copy(path, folder)
    steps = (folder / "steps.yaml").read_text(encoding="utf-8")
    changed = re.sub(r"(- id: check-inventory\n(?:    .*\n)*?    title:\n      en: )", r"\1Now ", steps)
    assert changed != steps
    (folder / "steps.yaml").write_text(changed, encoding="utf-8")
    return folder


def test_a_translation_is_stale_when_its_english_has_changed_until_it_is_confirmed(
    root: Path, own_guidance: Path
) -> None:
    for language, result in in_both_languages("guidance", "check", cwd=root).items():
        assert (result.returncode, result.stdout) == (1, "")
        assert re.match(r"guidance/steps\.yaml:[0-9]+: .*check-inventory", result.stderr)
        assert result.stderr.endswith(said(language, "problems", count=1) + "\n")
    assert runbooks("check", cwd=root).returncode == 1
    confirmed = runbooks("guidance", "confirm", "--lang", "en", cwd=root)
    (name,) = confirmed.stdout.splitlines()
    assert "check-inventory" in name
    assert (confirmed.returncode, confirmed.stderr) == (0, said("en", "confirmed", count=1) + "\n")
    assert runbooks("guidance", "check", cwd=root).returncode == 0
    lock = (own_guidance / "translations.lock").read_bytes()
    again = runbooks("guidance", "confirm", "--lang", "en", cwd=root)
    assert (again.returncode, again.stdout, again.stderr) == (0, "", said("en", "nothing-to-confirm") + "\n")
    assert (own_guidance / "translations.lock").read_bytes() == lock


def test_a_guidance_text_that_names_an_unknown_variable_is_a_problem_with_its_place(
    root: Path, own_guidance: Path
) -> None:
    steps = (own_guidance / "steps.yaml").read_text(encoding="utf-8")
    (own_guidance / "steps.yaml").write_text(steps.replace(" en: Now ", " en: Now {{ nobody }} "), encoding="utf-8")
    result = runbooks("guidance", "check", "--lang", "en", cwd=root)
    assert (result.returncode, result.stdout) == (1, "")
    assert re.search(r"^guidance/steps\.yaml:[0-9]+: .*check-inventory.*nobody", result.stderr, re.MULTILINE)


def test_confirming_where_nothing_is_to_be_confirmed_writes_nothing(root: Path) -> None:
    """A lock of its own would make every text stale as soon as the program brings newer guidance."""
    before = contents(root)
    result = runbooks("guidance", "confirm", "--lang", "en", cwd=root)
    assert (result.returncode, result.stdout, result.stderr) == (0, "", said("en", "nothing-to-confirm") + "\n")
    assert contents(root) == before


# ---- init ----------------------------------------------------------------------------------------------------------


def test_a_new_project_is_started_in_an_empty_folder_and_checks_and_builds(tmp_path: Path) -> None:
    folder = tmp_path / "new"
    started = runbooks("init", folder, "--lang", "en", cwd=tmp_path)
    assert (started.returncode, started.stderr) == (0, said("en", "started", folder=folder) + "\n")
    assert sorted(started.stdout.splitlines()) == sorted(contents(folder))
    assert {"mkdocs.yml", ".gitignore", "customers/_partners.yaml", "customers/first-customer.yaml"} < set(
        contents(folder)
    )
    checked = runbooks("check", "--lang", "en", cwd=folder)
    assert (checked.returncode, checked.stdout.split()[0]) == (0, "first-customer")
    built = runbooks("build", cwd=folder / "customers")
    assert (built.returncode, built.stderr) == (0, "")
    assert (folder / "site" / "html" / "en" / "customers" / "first-customer" / "checklist.html").is_file()
    current = runbooks("render", "--check", cwd=folder)
    assert (current.returncode, current.stdout) == (0, "")


def test_a_command_that_is_about_no_project_passes_over_its_folder(tmp_path: Path, here: Here) -> None:
    """Scripts give the option to every command."""
    nowhere = str(tmp_path / "nowhere")
    assert here("schema", "--project", nowhere).returncode == 0
    assert here("init", str(tmp_path / "new"), "--project", nowhere).returncode == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == ["new"]


def test_a_new_project_may_be_a_new_git_repository(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    assert runbooks("init", tmp_path, cwd=tmp_path).returncode == 0


@pytest.mark.parametrize("used", ["notes.txt", ".gitignore", "customers/acme.yaml"])
def test_a_folder_that_is_used_already_is_refused(used: str, tmp_path: Path) -> None:
    (tmp_path / used).parent.mkdir(exist_ok=True)
    (tmp_path / used).write_text("mine\n", encoding="utf-8")
    for language, result in in_both_languages("init", tmp_path).items():
        assert (result.returncode, result.stdout) == (1, "")
        assert result.stderr == said(language, "folder-in-use", folder=tmp_path) + "\n"
    assert contents(tmp_path) == {used: b"mine\n"}


# ---- render and build ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("command", ["render", "build"])
def test_other_rules_than_the_files_own_want_another_folder(command: str, root: Path) -> None:
    before = contents(root)
    for language, result in in_both_languages(command, "--as-of", "2026-12-24", cwd=root).items():
        assert (result.returncode, result.stdout) == (2, "")
        assert said(language, "as-of-wants-out") in result.stderr
    assert contents(root) == before


@pytest.mark.parametrize("command", ["render", "build"])
def test_out_names_the_folder_and_leaves_the_site_alone(
    command: str, root: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    out = tmp_path_factory.mktemp("elsewhere") / "december"
    result = runbooks(command, "--as-of", "2026-12-24", "--out", out, cwd=root)
    assert result.returncode == 0
    assert "2026-12-24" in (out / "pages" / "en" / "customers" / "acme" / "index.md").read_text(encoding="utf-8")
    assert (out / "html" / "index.html").is_file() == (command == "build")
    assert not (root / "site").exists()


def test_a_project_may_be_named_from_anywhere_and_render_says_how_many_pages_it_wrote(
    root: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    for language in LANGUAGES:
        result = runbooks("render", "--project", root, "--lang", language, cwd=elsewhere)
        counts = (70, 0) if language == LANGUAGES[0] else (0, 70)
        assert (result.returncode, result.stdout, contents(elsewhere)) == (0, "", {})
        assert result.stderr == said(language, "rendered", written=counts[0], removed=0, kept=counts[1]) + "\n"
    assert len(list((root / "site" / "pages").rglob("*.md"))) == 68


# ---- serve ---------------------------------------------------------------------------------------------------------


@pytest.mark.skipif(sys.platform == "win32", reason="Ctrl+C cannot be sent to one process there")
def test_serve_says_where_ends_by_ctrl_c_and_has_written_nothing(root: Path) -> None:
    before = contents(root)
    with serving(root) as (process, address):
        for language in LANGUAGES:
            assert "Qinghe" in _got(f"{address}{language}/customers/acme/index.html") or language == "zh-TW"
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=20) == 130
        assert process.stderr.read().strip() == ""
    assert contents(root) == before


def test_serve_refuses_a_port_that_is_taken(root: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        result = runbooks("serve", "--port", str(port), "--lang", "en", cwd=root)
    assert (result.returncode, result.stdout, result.stderr) == (1, "", said("en", "port-in-use", port=port) + "\n")


# ---- Help and wrong usage ------------------------------------------------------------------------------------------


def test_help_speaks_both_languages(reviewed: Callable[..., None]) -> None:
    reviewed("help", in_both_languages("--help"))
    results = in_both_languages("build", "--help")
    assert {result.returncode for result in results.values()} == {0}
    assert said("en", "help-build") in results["en"].stdout
    assert said("zh-TW", "help-build") in results["zh-TW"].stdout


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help(command: str, language: str, here: Here) -> None:
    result = here(*command.split(), "--help", RUNBOOKS_LANGUAGE=language)
    assert (result.returncode, result.stderr) == (0, "")
    assert said(language, f"help-{command.replace(' ', '-')}") in " ".join(result.stdout.split())


@pytest.mark.parametrize("typed", [("check",), (), ("guidance",)], ids=" ".join)
def test_the_option_outweighs_the_environment(typed: tuple[str, ...]) -> None:
    result = runbooks(*typed, "--help", "--lang", "en", RUNBOOKS_LANGUAGE="zh-TW")
    label = "-".join(["help", *typed]) if typed else "summary"
    assert (result.returncode, result.stderr) == (0, "")
    assert said("en", label) in " ".join(result.stdout.split())


@pytest.mark.parametrize(
    "typed",
    [
        ("check", "--bogus"),
        ("bogus",),
        ("plan",),
        ("plan", "acme", "more"),
        ("check", "--lang", "fr"),
        ("check", "--fail-on", "note"),
        ("check", "--format", "xml"),
        ("plan", "acme", "--as-of", "2026-02-30"),
        ("plan", "acme", "--as-of", "tomorrow"),
        ("serve", "--port", "0"),
        ("init",),
        ("guidance", "bogus"),
    ],
    ids=" ".join,
)
def test_wrong_usage_exits_with_2_and_writes_nothing(typed: tuple[str, ...], root: Path, here: Here) -> None:
    before = contents(root)
    result = here(*typed, cwd=root)
    assert (result.returncode, result.stdout) == (2, "")
    assert "Error: " in result.stderr
    assert contents(root) == before


def test_a_wrong_option_is_named_in_the_process_too(root: Path) -> None:
    for result in in_both_languages("check", "--bogus", cwd=root).values():
        assert (result.returncode, result.stdout) == (2, "")
        assert "--bogus" in result.stderr


def test_a_folder_that_is_no_project_is_a_problem_that_says_what_to_do(
    tmp_path: Path, reviewed: Callable[..., None], here: Here
) -> None:
    reviewed("check in a folder that is no project", in_both_languages("check", cwd=tmp_path), tmp_path)
    for command in (["build"], ["render"], ["plan", "acme"]):
        assert here(*command, cwd=tmp_path).returncode == 1
    assert contents(tmp_path) == {}


def test_without_mkdocs_yml_nothing_is_built_and_its_name_is_said(root: Path) -> None:
    (root / "mkdocs.yml").unlink()
    result = runbooks("build", "--project", root, cwd=root)
    assert (result.returncode, result.stdout) == (1, "")
    assert "mkdocs.yml" in result.stderr
    assert not (root / "site" / "html" / "index.html").exists()


def test_a_file_that_is_not_there_is_a_problem(root: Path, here: Here) -> None:
    result = here("check", "customers/gone.yaml", cwd=root)
    assert (result.returncode, result.stdout) == (1, "")
    assert result.stderr.startswith("customers/gone.yaml: ")


# ---- What a server answers -----------------------------------------------------------------------------------------


def _got(address: str) -> str:
    with urllib.request.urlopen(address, timeout=20) as answer:  # noqa: S310 - our own server
        text: str = answer.read().decode()
        return text
