"""`init --ci … --shards n`: parts made side by side on several machines merge to the site that one machine makes."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from ci_steps import AZURE, CI_FILES, GIT, GITLAB, ROOT, bash, git, in_parts, parsed, recorder, steps_in, surroundings
from runbooks_command import COMMAND, contents, runbooks
from runbooks_command import surroundings as program_surroundings

GITHUB = ROOT / "templates" / "ci" / "github-pages.yml"
FILES = {"github": GITHUB, "gitlab": GITLAB, "azure": AZURE}
NAMES = {
    "github": ("Build a part", "Merge the parts"),
    "gitlab": ("csp-runbooks-part", "csp-runbooks-site"),
    "azure": ("Build a part", "Merge the parts"),
}
PARTS = (1, 2)


def jobs(platform: str, document: Any) -> dict[str, Any]:
    """The jobs by their names, and what holds for all of them."""
    if platform == "gitlab":
        return dict(document)
    rest = {name: value for name, value in document.items() if name != "jobs"}
    listed = document["jobs"]
    return rest | (listed if platform == "github" else {job["job"]: job for job in listed})


def scripts(platform: str, shards: int = 2) -> dict[str, str]:
    _, document = in_parts(platform, shards)
    found = [one for one in steps_in(FILES[platform], document) if "run" in one]
    return {one["name"]: one["run"] for one in found}


# ---- Really, on three machines -------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def origin(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository with three customers and their pages, and the site that one machine builds of it."""
    folder = tmp_path_factory.mktemp("origin") / "plans"
    assert runbooks("init", folder, cwd=ROOT).returncode == 0
    first = folder / "customers" / "first-customer.yaml"
    for name in ("second-customer", "third-customer"):
        text = first.read_text(encoding="utf-8").replace("first-customer", name)
        (first.parent / f"{name}.yaml").write_text(text, encoding="utf-8")
    assert runbooks("render", cwd=folder).returncode == 0
    git(folder, "init", "--quiet", "--initial-branch", "main")
    git(folder, "add", ".")
    git(folder, "commit", "--quiet", "--message", "Start")
    assert runbooks("build", cwd=folder).returncode == 0  # after the commit that the site names
    return folder


def runner(platform: str, origin: Path, home: Path, part: int = 0) -> tuple[Path, dict[str, str]]:
    """A machine of its own: a fresh checkout, the program, and what the platform's variables say."""
    folder, temp = home / "checkout", home / "temp"
    git(origin, "clone", "--quiet", origin.as_uri(), str(folder))
    program = temp / "csp-runbooks-program" / "bin" / "runbooks"
    program.parent.mkdir(parents=True)
    program.write_text(f"#!{COMMAND[0]}\n{COMMAND[-1]}\n", encoding="utf-8")
    program.chmod(0o755)
    said = {
        "github": {"RUNNER_TEMP": str(temp), "PART": str(part), "PARTS": "2"},
        "gitlab": {"CI_NODE_INDEX": str(part), "CI_NODE_TOTAL": "2"},
        "azure": {
            "SYSTEM_JOBPOSITIONINPHASE": str(part),
            "SYSTEM_TOTALJOBSINPHASE": "2",
            "BUILD_ARTIFACTSTAGINGDIRECTORY": str(temp),
            "PIPELINE_WORKSPACE": str(temp),
        },
    }[platform]
    around = {"PYTHONPATH": program_surroundings()["PYTHONPATH"], **GIT, **said}
    return folder, surroundings(program.parent, **around)


def kept(platform: str, home: Path, part: int) -> Path:
    """What a part's machine hands on; there is one such file."""
    folder = {"github": "temp", "gitlab": "checkout", "azure": "temp/parts"}[platform]
    return home / folder / f"part-{part}.tar.gz"


def handed_on(platform: str, home: Path, part: int) -> Path:
    """Where the machine that merges finds it."""
    folder = {"github": "temp/parts", "gitlab": "checkout", "azure": f"temp/csp-runbooks-part-{part}"}[platform]
    return home / folder / f"part-{part}.tar.gz"


@pytest.mark.parametrize("platform", FILES)
def test_the_parts_of_two_machines_are_on_a_third_the_site_that_one_machine_builds(
    platform: str, origin: Path, tmp_path: Path
) -> None:
    build, merge = (scripts(platform)[name] for name in NAMES[platform])
    last = tmp_path / "merging"
    folder, around = runner(platform, origin, last)
    for part in PARTS:
        home = tmp_path / f"machine-{part}"
        there, told = runner(platform, origin, home, part)
        made = bash(build, there, told)
        assert made.returncode == 0, made.stderr
        handed_on(platform, last, part).parent.mkdir(exist_ok=True)
        shutil.move(kept(platform, home, part), handed_on(platform, last, part))
    merged = bash(merge, folder, around)
    assert merged.returncode == 0, merged.stdout + merged.stderr
    assert contents(folder / "site" / "html") == contents(origin / "site" / "html")
    assert git(folder, "status", "--porcelain", "--", "site/pages") == ""


@pytest.mark.parametrize("platform", ["gitlab", "azure"])
@pytest.mark.parametrize("change", ["write('new.md', 'new')", "write('page.md', 'other')", "os.unlink('page.md')"])
def test_stale_pages_are_found_when_the_parts_are_merged(platform: str, change: str, tmp_path: Path) -> None:
    pages = tmp_path / "site" / "pages"
    pages.mkdir(parents=True)
    (pages / "page.md").write_text("page", encoding="utf-8")
    git(tmp_path, "init", "--quiet")
    git(tmp_path, "add", "site")
    git(tmp_path, "commit", "--quiet", "--message", "Start")
    body = f"import os\nwrite = lambda name, text: open(name, 'w').write(text)\nos.chdir({str(pages)!r})\n{change}"
    calls = recorder(tmp_path / "bin", "runbooks", body)
    recorder(tmp_path / "bin", "tar")
    (tmp_path / "csp-runbooks-part-1").mkdir()
    for folder in (tmp_path, tmp_path / "csp-runbooks-part-1"):
        (folder / "part-1.tar.gz").touch()
    around = surroundings(tmp_path / "bin", PIPELINE_WORKSPACE=str(tmp_path), **GIT)
    result = bash(scripts(platform)[NAMES[platform][1]], tmp_path, around)
    assert (result.returncode, json.loads(calls.read_text())[0]) == (1, "merge")
    assert result.stdout.splitlines()[0].split()[0].endswith(".md")


def test_what_a_cache_brings_into_a_fresh_checkout_is_not_made_again(origin: Path, tmp_path: Path) -> None:
    cache = tmp_path / "cache.tar"  # of whole seconds, as some platforms pack it
    subprocess.run(["tar", "--format", "gnu", "-cf", cache, "site/html", "site/.made"], cwd=origin, check=True)
    folder, _ = runner("github", origin, tmp_path)
    subprocess.run(["tar", "-xf", cache], cwd=folder, check=True)
    customer = folder / "customers" / "second-customer.yaml"
    customer.write_text(re.sub(r"seats: \d+", "seats: 77", customer.read_text(encoding="utf-8")), encoding="utf-8")
    shares = sorted((folder / "site" / ".made" / "shares").iterdir())
    before = [share.stat().st_ino for share in shares]
    assert runbooks("build", cwd=folder).returncode == 0
    again = [share.stem for share, inode in zip(shares, before, strict=True) if share.stat().st_ino != inode]
    assert again == ["second-customer"]


# ---- What the files say --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("platform", FILES)
def test_all_but_the_building_of_the_site_is_as_for_a_site_in_one_piece(platform: str) -> None:
    whole, parts = jobs(platform, parsed(FILES[platform])), jobs(platform, in_parts(platform, 2)[1])
    site = {"github": {"site"}, "gitlab": {"csp-runbooks-site"}, "azure": {"review"}}[platform]
    assert {name for name in whole if whole[name] != parts.get(name)} == site
    assert len({*parts} - {*whole}) == (2 if platform == "azure" else 1)


def test_azures_review_is_the_same_without_the_building() -> None:
    whole, parts = (jobs("azure", one)["review"] for one in (parsed(AZURE), in_parts("azure", 2)[1]))
    assert parts["steps"] == whole["steps"][: len(parts["steps"])]
    assert parts["steps"][-1]["displayName"] == "Keep the review"


@pytest.mark.parametrize("platform", FILES)
def test_the_number_of_parts_stands_in_one_place(platform: str) -> None:
    four, seven = in_parts(platform, 4)[0].splitlines(), in_parts(platform, 7)[0].splitlines()
    ((before, after),) = [(one, other) for one, other in zip(four, seven, strict=True) if one != other]
    assert (before.strip(), after.strip()) in {
        ("part: [1, 2, 3, 4]", "part: [1, 2, 3, 4, 5, 6, 7]"),
        ("parallel: 4", "parallel: 7"),
    }


def test_on_github_the_jobs_that_build_read_alone_and_name_actions_by_their_commit() -> None:
    text, document = in_parts("github", 2)
    building = {name: document["jobs"][name] for name in ("part", "site")}
    assert {name: job["permissions"] for name, job in building.items()} == {
        name: {"contents": "read"} for name in building
    }
    assert building["part"]["if"] == parsed(GITHUB)["jobs"]["site"]["if"]
    assert building["site"]["needs"] == "part"
    handed: list[Mapping[str, Any]] = [one for job in building.values() for one in job["steps"]]
    checkouts = [one["with"] for one in handed if one.get("uses", "").startswith("actions/checkout@")]
    assert checkouts == [{"persist-credentials": False}] * 2
    (found,) = [one["with"] for one in handed if one.get("uses", "").startswith("actions/download-artifact@")]
    assert found["path"].startswith("${{ runner.temp }}/")
    uses = set(re.findall(r"uses: (actions/.+)", text))
    assert all(re.fullmatch(r"actions/[a-z-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", use) for use in uses)
    others = {use for file in (ROOT / "templates" / "ci").glob("github*.yml") for use in file.read_text().splitlines()}
    assert {use for use in uses if not any(line.endswith(use) for line in others)} == set()


@pytest.mark.parametrize("platform", ["gitlab", "azure"])
def test_every_machine_installs_what_the_review_installs(platform: str) -> None:
    document = in_parts(platform, 2)[1]
    if platform == "gitlab":
        names = ("csp-runbooks-part", "csp-runbooks-site")
        assert [document[name]["extends"] for name in names] == [".csp-runbooks"] * 2
        return
    installs = [one for one in steps_in(AZURE, document) if one["name"] == "Install the program"]
    assert len(installs) == 3
    assert all(one == installs[0] for one in installs)


@pytest.mark.parametrize("platform", FILES)
def test_the_scripts_are_bash_and_hold_no_value_of_an_event(platform: str) -> None:
    for script in scripts(platform).values():
        checked = subprocess.run(["bash", "-n"], input=script, capture_output=True, text=True, check=False)
        assert (checked.returncode, checked.stderr) == (0, "")
        assert re.search(r"\$\{\{|\$\((?:System|Build|Pipeline|Agent)\.|\$\[", script) is None


@pytest.mark.parametrize("platform", FILES)
def test_a_part_is_kept_for_the_next_run_by_its_number_and_how_many_there_are(platform: str) -> None:
    job = jobs(platform, in_parts(platform, 2)[1])["csp-runbooks-part" if platform == "gitlab" else "part"]
    cache = job.get("cache") or next(
        one.get("with") or one["inputs"]
        for one in job["steps"]
        if "cache@" in f"{one.get('uses')}{one.get('task')}".lower()
    )
    number, count = {
        "github": ("matrix.part", "strategy.job-total"),
        "gitlab": ("$CI_NODE_INDEX", "$CI_NODE_TOTAL"),
        "azure": ("System.JobPositionInPhase", "System.TotalJobsInPhase"),
    }[platform]
    assert number in cache["key"]
    assert count in cache["key"]
    assert "site/part-" in str(cache.get("path") or cache["paths"])


@pytest.mark.parametrize("platform", CI_FILES)
def test_a_new_project_for_many_customers_builds_in_parts(platform: str, tmp_path: Path) -> None:
    started = runbooks("init", tmp_path / "new", "--ci", platform, "--shards", "5", cwd=tmp_path)
    assert started.returncode == 0
    texts = [text.decode() for text in contents(tmp_path / "new").values()]
    assert in_parts(platform, 5)[0] in texts


@pytest.mark.parametrize("arguments", [("--shards", "4"), ("--ci", "github", "--shards", "1")])
def test_parts_of_no_platform_or_a_single_part_are_wrong_usage(arguments: tuple[str, ...], tmp_path: Path) -> None:
    result = runbooks("init", tmp_path / "new", *arguments, cwd=tmp_path)
    assert (result.returncode, contents(tmp_path)) == (2, {})
