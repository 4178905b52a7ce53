"""A house's own guidance beside ours: rows that are added or replace ours, checked like ours, shown as its own."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
import yaml
from diff_repository import commit, git, replace
from runbooks_command import ROOT, contents, runbooks

from generator.errors import ProblemsFound
from generator.guidance import Guidance
from generator.load import Rereading, load_project, load_rules, load_sides, packaged_labels
from generator.load.house import merged
from generator.load.strict_yaml import read
from generator.model import Source
from generator.plan import make_plan
from generator.render import Pages
from generator.text import LANGUAGES

CASES = ROOT / "tests" / "cases"
HOUSE = CASES / "house" / "guidance"
OURS = ROOT / "generator" / "guidance"
CUSTOMER = (CASES / "pages" / "one subscription of another partner ends in February.yaml").read_bytes()
MARKS = {"zh-TW": ("本公司規定", "本公司信件"), "en": ("House rule", "House letter")}


@pytest.fixture
def house(project: Callable[..., Path]) -> Path:
    """A project with a customer and the guidance of a house."""
    root = project({"qinghe": CUSTOMER})
    shutil.copytree(HOUSE, root / "guidance")
    return root


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, str]:
    """Every page and paper of that project: path → text."""
    root = tmp_path_factory.mktemp("house")
    shutil.copytree(HOUSE, root / "guidance")
    (root / "customers").mkdir()
    shutil.copy(ROOT / "customers" / "_partners.yaml", root / "customers")
    (root / "customers" / "qinghe.yaml").write_bytes(CUSTOMER)
    loaded = load_project(root)
    plans = [make_plan(customer, loaded.guidance) for customer in loaded.customers]
    return dict(Pages(loaded.guidance, loaded.wording.labels, loaded.wording.templates).all(plans, beside=True))


# ---- Where rows stand ----------------------------------------------------------------------------------------------


def test_own_rows_stand_beside_ours_and_in_the_place_of_ours(house: Path, guidance: Guidance) -> None:
    own = load_rules(house)[0]
    ours = [str(step.id) for step in guidance.steps]
    wanted = list(ours)
    wanted.insert(wanted.index("check-inventory"), "tell-accounting")
    wanted.insert(wanted.index("confirm-market") + 1, "read-order-aloud")
    assert [str(step.id) for step in own.steps] == wanted
    assert own.house == {
        "sources/YL26": "added",
        "clauses/two-people": "added",
        "steps/confirm-market": "replaced",
        "steps/read-order-aloud": "added",
        "steps/tell-accounting": "added",
        "findings/legacy-needs-a-lead": "added",
        "letters/welcome": "added",
    }


def test_a_step_that_says_nothing_comes_last_in_its_phase(house: Path) -> None:
    text = (HOUSE / "steps.yaml").read_text(encoding="utf-8")
    alone = text[: text.index("  - id: confirm-market")] + text[text.index("  - id: read-order-aloud") :]
    _write(house, "steps", alone.replace("place: {before: check-inventory}\n    phase: prepare", "phase: aftercare"))
    steps = load_rules(house)[0].steps
    for step, phase in (("read-order-aloud", "prepare"), ("tell-accounting", "aftercare")):
        assert [str(one.id) for one in steps if one.phase == phase][-1] == step


def test_the_houses_own_ways_are_asked_before_ours(house: Path) -> None:
    text = (OURS / "routes.yaml").read_text(encoding="utf-8")
    first = text[text.index("  - id: convert-trial") : text.index("  - id: reseller-change")]
    named = [first.replace("convert-trial\n    route", f"{name}\n    route") for name in ("our-trials", "our-gifts")]
    _write(house, "routes", "routes:\n" + "".join(named))
    runbooks("guidance", "confirm", cwd=house)
    routes = [str(route.id) for route in load_rules(house)[0].routes]
    assert routes[:3] == ["our-trials", "our-gifts", "retire"]


def test_a_copy_of_all_our_tables_is_no_guidance_of_the_houses_own(
    project: Callable[..., Path], guidance: Guidance
) -> None:
    root = project({})
    (root / "guidance").mkdir()
    for path in OURS.glob("*.yaml"):
        shutil.copy(path, root / "guidance")
    copied = load_rules(root)[0]
    assert copied == guidance
    assert copied.house == {}


def test_a_row_that_somebody_put_into_a_copy_of_a_table_stays_where_it_is(house: Path, guidance: Guidance) -> None:
    whole, house_steps = ((folder / "steps.yaml").read_text(encoding="utf-8") for folder in (OURS, HOUSE))
    row = house_steps[house_steps.index("  - id: read-order-aloud") : house_steps.index("  - id: tell-accounting")]
    behind = "  - id: check-inventory\n"
    _write(house, "steps", whole.replace(behind, row.replace("confirm-market", "recover-admin") + behind))
    steps, own = [str(step.id) for step in guidance.steps], load_rules(house)[0]
    assert [str(step.id) for step in own.steps] == [steps[0], "read-order-aloud", *steps[1:]]
    assert [name for name in own.house if name.startswith("steps/")] == ["steps/read-order-aloud"]


def test_words_and_named_groups_are_put_together_too() -> None:
    ours = _source(
        "ours.yaml", "retired: [one, two]\nmarkets: {eea: [DE], asia: [TW]}\nrows: [{old: a, new: b, n: 1}]\n"
    )
    own = _source("own.yaml", "retired: [two, three]\nmarkets: {asia: [JP]}\nrows: [{old: a, new: b, n: 2}]\nmore: x\n")
    table = merged(ours, own)
    assert table.source.values == {
        "retired": ["one", "two", "three"],
        "markets": {"eea": ["DE"], "asia": ["JP"]},
        "rows": [{"old": "a", "new": "b", "n": "2"}],
        "more": "x",
    }
    assert table.house == {"rows/a=b": "replaced"}
    places = {path: str(table.source.where(path)) for path in (("retired", 2), ("markets", "eea"), ("rows", 0, "n"))}
    assert places == {
        ("retired", 2): "own.yaml:1: retired[2]",
        ("markets", "eea"): "ours.yaml:2: markets › eea",
        ("rows", 0, "n"): "own.yaml:3: rows[1] › n",
    }


# ---- Problems ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("case", sorted((CASES / "house" / "problems").glob("*.yaml")), ids=lambda case: case.stem)
def test_what_is_wrong_in_an_own_row_is_said_at_its_line(
    house: Path, case: Path, golden: Callable[[Path, str], None]
) -> None:
    told = yaml.safe_load(case.read_text(encoding="utf-8"))
    replace(house / "guidance" / f"{told['table']}.yaml", told["old"], told["new"])
    said = [_problems(house, language) for language in LANGUAGES]
    golden(case.with_suffix(".errors.txt"), "\n".join(line for lines in said for line in lines) + "\n")


def test_a_row_of_ours_that_no_longer_fits_is_said_at_our_line(house: Path) -> None:
    """Here the house does without the one row that cites a clause of ours."""
    own = (house / "guidance" / "findings.yaml").read_text(encoding="utf-8")
    _write(house, "findings", own.replace("id: legacy-needs-a-lead", "id: syndication"))
    (said,) = (one.partition("\n")[0] for one in _problems(house, "en"))
    line = (OURS / "clauses.yaml").read_text(encoding="utf-8").splitlines().index("  - id: syndication-excluded") + 1
    assert said.startswith(f"generator/guidance/clauses.yaml:{line}: clauses[")
    assert said.endswith("(syndication-excluded): No step, finding or route cites the clause `syndication-excluded`.")


# ---- Translations, comparisons, reading again ----------------------------------------------------------------------


def test_confirming_writes_down_the_texts_of_the_houses_own_rows_alone(house: Path) -> None:
    lock = house / "guidance" / "translations.lock"
    expected = lock.read_bytes()
    lock.unlink()
    before = contents(house)
    confirmed = runbooks("guidance", "confirm", "--lang", "en", cwd=house)
    assert (confirmed.returncode, confirmed.stderr) == (0, "24 text(s) confirmed.\n")
    assert contents(house) == before | {"guidance/translations.lock": expected}
    checked = runbooks("guidance", "check", "--lang", "en", cwd=house)
    said = "Rows of your own: 6 beside ours, 1 in the place of ours."
    assert (checked.returncode, checked.stdout.splitlines()[1:]) == (0, [said])


def test_a_house_rule_that_comes_is_a_change_of_the_guidance_for_those_that_it_touches(house: Path) -> None:
    git(house, "init", "--quiet")
    shutil.move(house / "guidance", house / "later")
    commit(house)
    before, after = load_sides(house, "HEAD")
    assert before.guidance is after.guidance
    shutil.move(house / "later", house / "guidance")
    before, after = load_sides(house, "HEAD")
    assert before.guidance is not None
    assert after.guidance is not None
    assert (len(before.guidance.house), len(after.guidance.house)) == (0, 7)
    commit(house)
    before, after = load_sides(house, "HEAD")
    assert before.guidance is after.guidance is not None


def test_reading_again_makes_the_guidance_anew_only_where_a_table_has_changed(house: Path) -> None:
    reading = Rereading(house)
    first, again = (reading.project()[0].guidance for _ in range(2))
    assert first is again
    steps = (house / "guidance" / "steps.yaml").read_text(encoding="utf-8")
    _write(house, "steps", steps.replace("days: -16", "days: -17"))
    assert reading.project()[0].guidance.version != first.version


# ---- What readers see ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_the_houses_own_is_marked_wherever_its_like_is_shown(shown: Mapping[str, str], language: str) -> None:
    rule, letter = MARKS[language]
    marked = {
        path.removeprefix(f"{language}/"): sum(text.count(f">{mark}<") for mark in (rule, letter))
        for path, text in shown.items()
        if path.startswith(f"{language}/") and any(mark in text for mark in (rule, letter))
    }
    assert marked == {
        "customers/qinghe/checklist.md": 3,
        "customers/qinghe/index.md": 1,
        "customers/qinghe/letters.md": 2,
        "customers/qinghe/runbook.md": 7,  # each step in its table and at its place, and the finding
        "guidance.md": 1,
        "guidance/findings.md": 1,
        "guidance/findings-warning-subscription.md": 1,
        "guidance/sources.md": 1,
        "guidance/steps.md": 3,
        "guidance/steps-prepare.md": 3,
        "rules.md": 1,
    }
    assert shown[f"papers/qinghe/handoff.{language}.html"].count(rule) == 3


def test_a_row_in_the_place_of_ours_says_so_on_its_page(shown: Mapping[str, str]) -> None:
    page = shown["en/guidance/steps-prepare.md"]
    assert page.count("in the place of the one that csp-runbooks brings") == 1
    (line,) = [line for line in page.splitlines() if "in the place of" in line]
    assert "<code>confirm-market</code>" in line


def _write(root: Path, table: str, text: str) -> None:
    (root / "guidance" / f"{table}.yaml").write_text(text, encoding="utf-8")


def _source(file: str, text: str) -> Source:
    source, problems = read(text, file)
    assert source is not None
    assert problems == []
    return source


def _problems(root: Path, language: str) -> list[str]:
    """Everything that is wrong, translations apart."""
    with pytest.raises(ProblemsFound) as refused:
        load_rules(root)
    wording = packaged_labels()["problems"]
    return [one.text(wording, language) for one in refused.value.problems if one.id != "translation-stale"]
