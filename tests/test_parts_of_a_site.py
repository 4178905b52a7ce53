"""A site made in parts on several machines and merged: the bytes of one made at once; what does not fit is told."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from bench.customers import fabricate
from runbooks_command import ROOT, Result, contents

from generator.cli.options import Words
from generator.load import packaged_labels
from generator.site import write_pages

SAID = Words(packaged_labels(), "en")
HOLDS = {1: {"c00004"}, 2: {"c00002", "c00005"}, 3: {"c00001"}}
"""Who is in which part does not depend on who else there is."""
Here = Callable[..., Result]
"""A command in this process."""


@pytest.fixture(scope="module")
def parts(tmp_path_factory: pytest.TempPathFactory, here: Here) -> Path:
    """A folder with a project of four customers and three parts of its site, as if each came from another machine."""
    folder = tmp_path_factory.mktemp("parts")
    (folder / "project").mkdir()
    fabricate(folder / "project", 5)
    (folder / "project" / "customers" / "c00003.yaml").unlink()  # large
    for number in HOLDS:
        result = _part(here, folder, number)
        count = len(HOLDS[number])
        assert (result.returncode, result.stdout, result.stderr) == (0, "", f"{SAID('built-part', count=count)}\n")
    return folder


@pytest.fixture
def own(parts: Path, tmp_path: Path) -> Path:
    """A copy of it, carried elsewhere file by file, to change; with a site that stood before."""
    shutil.copytree(parts, tmp_path / "parts", copy_function=shutil.copyfile)
    write_pages(tmp_path / "parts" / "project" / "site" / "html", [("index.html", "The site before")])
    return tmp_path / "parts"


def _part(here: Here, folder: Path, number: int) -> Result:
    shard = f"{number}/{len(HOLDS)}"
    return here("build", "--project", folder / "project", "--shard", shard, "--out", folder / str(number))


def _merged(here: Here, folder: Path, *numbers: int) -> Result:
    return here("merge", *(folder / str(number) for number in numbers), "--project", folder / "project")


def _refused(here: Here, folder: Path, *numbers: int) -> str:
    """What merge says; the site stands, and nothing lies beside it."""
    before = contents(folder)
    result = _merged(here, folder, *numbers)
    assert (result.returncode, result.stdout) == (1, "")
    assert contents(folder) == before
    return result.stderr


def test_parts_that_are_merged_are_the_site_that_is_made_at_once(own: Path, here: Here) -> None:
    """In whichever order they are named, with one that nobody is in; and who builds next builds as after any build."""
    project = own / "project"
    empty = here("build", "--project", project, "--shard", "50/50", "--out", own / "50")
    assert (empty.returncode, empty.stderr) == (0, f"{SAID('built-part', count=0)}\n")
    merged = _merged(here, own, 2, 3, 50, 1)
    page = project / "site" / "html" / "zh-TW" / "index.html"
    assert (merged.returncode, merged.stdout, merged.stderr) == (0, f"{SAID('built', page=page)}\n", "")
    assert here("build", "--project", project, "--out", own / "whole").returncode == 0
    assert _made(project / "site") == _made(own / "whole")
    times = {path: path.stat().st_mtime_ns for path in (project / "site" / "html").rglob("*.html")}
    assert here("build", "--project", project).returncode == 0
    assert {path: path.stat().st_mtime_ns for path in times} == times


def _made(site: Path) -> dict[str, bytes]:
    """All but what knows when each file was written, and what was learnt on the way."""
    apart = (".made/ledger.json", ".made/parts.sqlite")
    return {name: content for name, content in contents(site).items() if name not in apart}


def test_a_part_holds_its_customers_and_nothing_about_all(parts: Path) -> None:
    for number, customers in HOLDS.items():
        names = {name for name in contents(parts / str(number)) if not name.startswith(".made")}
        held = {name.split("/")[-2] for name in names if not name.endswith(".made-by-runbooks")}
        assert held == customers


def test_a_part_that_is_built_again_still_tells_where_its_customers_lead(own: Path, here: Here) -> None:
    templates = own / "project" / "templates"
    templates.mkdir()
    text = (ROOT / "templates" / "decisions.md.j2").read_text(encoding="utf-8")
    linked = "{% if customer.notes %}[it](../../glossary.md#nowhere){% endif %}"
    (templates / "decisions.md.j2").write_text(f"{text}\n\n{linked}\n", encoding="utf-8")
    files = [own / "project" / "customers" / f"{customer}.yaml" for customer in ("c00002", "c00005")]
    before = [file.read_text(encoding="utf-8") for file in files]
    for file, content in zip(files, before, strict=True):
        file.write_text(f"{content}notes: hello\n", encoding="utf-8")
    for number in HOLDS:
        assert _part(here, own, number).returncode == 0
    assert "customers/c00002/decisions.html" in _merged(here, own, 1, 2, 3).stderr
    files[0].write_text(before[0], encoding="utf-8")
    assert _part(here, own, 2).returncode == 0
    merged = _merged(here, own, 1, 2, 3)
    assert (merged.returncode, "customers/c00005/decisions.html" in merged.stderr) == (1, True)


def test_whoever_leads_to_a_customer_that_is_gone_is_told(own: Path, here: Here) -> None:
    project = own / "project"
    (project / "templates").mkdir()
    text = (ROOT / "templates" / "decisions.md.j2").read_text(encoding="utf-8")
    linked = f"{text}\n\nSee [another](../c00005/index.md).\n"
    (project / "templates" / "decisions.md.j2").write_text(linked, encoding="utf-8")
    assert here("build", "--project", project).returncode == 0
    (project / "customers" / "c00005.yaml").unlink()
    again = here("build", "--project", project)
    assert again.returncode == 1
    assert "'customers/c00001/decisions.html' contains a link to 'customers/c00005/index.html'" in again.stderr


def test_a_part_that_is_missing_is_told_with_its_customers(own: Path, here: Here) -> None:
    assert _refused(here, own, 1, 3) == f"{SAID('parts-lack', count=2, customers='c00002, c00005')}\n"


def test_a_part_of_another_state_of_a_customers_file_is_refused(own: Path, here: Here) -> None:
    file = own / "project" / "customers" / "c00002.yaml"
    file.write_text(file.read_text(encoding="utf-8") + "# changed since\n", encoding="utf-8")
    assert _refused(here, own, 1, 2, 3) == f"{SAID('part-of-another', part=own / '2', customer='c00002')}\n"


def test_a_part_with_a_customer_that_is_gone_is_refused(own: Path, here: Here) -> None:
    (own / "project" / "customers" / "c00002.yaml").unlink()
    assert _refused(here, own, 1, 2, 3) == f"{SAID('part-of-another', part=own / '2', customer='c00002')}\n"


@pytest.mark.parametrize(
    "name",
    [
        "html/en/customers/c00002/index.html",
        "pages/zh-TW/customers/c00002/letters.md",
        "html/papers/c00002/c00002.en.ics",
        "html/en/customers/c00002/more.html",
        "html/en/customers/c00002/below/more.html",
    ],
)
def test_a_part_with_a_file_that_somebody_touched_is_refused(name: str, own: Path, here: Here) -> None:
    (own / "2" / name).parent.mkdir(exist_ok=True)
    with (own / "2" / name).open("a", encoding="utf-8") as file:
        file.write("touched")
    assert _refused(here, own, 1, 2, 3) == f"{SAID('part-incomplete', part=own / '2', customer='c00002')}\n"


def test_a_part_that_says_something_else_about_its_customer_is_refused(own: Path, here: Here) -> None:
    share = own / "2" / ".made" / "shares" / "c00002.json"
    text = share.read_text(encoding="utf-8")
    share.write_text(text.replace("Trading 2", "Trading 3"), encoding="utf-8")
    assert share.read_text(encoding="utf-8") != text
    assert _refused(here, own, 1, 2, 3) == f"{SAID('part-incomplete', part=own / '2', customer='c00002')}\n"


def test_a_part_that_lacks_a_file_is_refused(own: Path, here: Here) -> None:
    (own / "1" / "html" / "zh-TW" / "customers" / "c00004" / "runbook.html").unlink()
    assert _refused(here, own, 1, 2, 3) == f"{SAID('part-incomplete', part=own / '1', customer='c00004')}\n"


def test_a_part_by_other_rules_is_refused_and_so_is_what_is_none(own: Path, here: Here) -> None:
    (own / "4").mkdir()
    assert _refused(here, own, 1, 2, 3, 4) == f"{SAID('part-by-others', part=own / '4')}\n"
    with (own / "project" / "mkdocs.yml").open("a", encoding="utf-8") as configuration:
        configuration.write("# changed since\n")
    assert _refused(here, own, 1, 2, 3) == f"{SAID('part-by-others', part=own / '1')}\n"


def test_a_part_of_a_site_with_an_address_is_none_of_one_for_a_disk_or_of_another_day(own: Path, here: Here) -> None:
    for options in (("--offline",), ("--as-of", "2026-11-22", "--out", own / "other")):
        result = here("merge", own / "1", "--project", own / "project", *options)
        assert (result.returncode, result.stderr) == (1, f"{SAID('part-by-others', part=own / '1')}\n")


def test_a_customer_with_a_problem_is_told_by_its_part(own: Path, here: Here) -> None:
    file = own / "project" / "customers" / "c00002.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("planned_on:", "planed_on:"), encoding="utf-8")
    before = _made(own / "2")
    result = _part(here, own, 2)
    assert (result.returncode, result.stdout) == (1, "")
    assert result.stderr.startswith("customers/c00002.yaml:")
    assert _made(own / "2") == before


@pytest.mark.parametrize("options", [(), ("--out", "part", "--plain")])
def test_a_part_wants_a_folder_and_is_never_plain(options: tuple[str, ...], parts: Path, here: Here) -> None:
    result = here("build", "--project", parts / "project", "--shard", "1/2", *options)
    assert (result.returncode, result.stderr.splitlines()[-1]) == (2, f"Error: {SAID('shard-wants-out')}")


@pytest.mark.parametrize("shard", ["0/3", "4/3", "1", "1/", "/3", "a/b", "-1/3", "1/3/3", "１/３x"])
def test_what_is_no_part_of_a_whole_is_wrong_usage(shard: str, parts: Path, here: Here) -> None:
    result = here("build", "--project", parts / "project", "--shard", shard, "--out", parts / "none")
    assert (result.returncode, (parts / "none").exists()) == (2, False)
    assert repr(shard) in result.stderr
