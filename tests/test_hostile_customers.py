"""One file of every broken kind in one folder, checked by the real command: each named with its line, no traceback."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).resolve().parent
CUSTOMER = (HERE / "cases" / "valid" / "only what is required.yaml").read_text(encoding="utf-8")
COMPANY = "晨曜精密工業股份有限公司"
NAME = f"  name: {COMPANY}\n"
SEATS = "    seats: 120\n"
BOUGHT = "    bought: {channel: csp}\n"

BROKEN: dict[str, dict[str, Any]] = {
    case["id"]: case
    for case in json.loads((HERE / "hostile" / "yaml_hostile.json").read_text(encoding="utf-8"))
    if case["want"] == "reject"
}

TROUBLE: dict[str, tuple[str, str]] = {
    "st_dupkey_nested": (BOUGHT, "    bought: {channel: csp, from: beifeng, from: nanxing}\n"),
    "st_dupkey_case": (SEATS, "    Seats: 1\n    seats: 120\n"),
    "st_merge": (BOUGHT, "    price: &p {amount: 620, currency: TWD}\n    bought: {<<: *p, channel: csp}\n"),
    "st_anchor": (NAME, "  name: &x 晨曜\n  tax_id: *x\n"),
    "st_anchor_redefine": (NAME, "  name: {zh-TW: &x 晨曜, en: &x Chenyao}\n"),
    "st_recursive_list": (BOUGHT, f"{BOUGHT}    target: &a [*a]\n"),
    "st_deep_flow": (NAME, f"  name: {'[' * 3000}{']' * 3000}\n"),
    "st_deep_map": (NAME, f"  name: {'{a: ' * 2000}1{'}' * 2000}\n"),
    "st_multidoc": ("subscriptions:\n", "---\nsubscriptions:\n"),
    "st_docend_junk": ("subscriptions:\n", "...\n%YAML 1.1\n---\nsubscriptions:\n"),
    "st_tab": (SEATS, "\tseats: 120\n"),
    "st_nocolonspace": (SEATS, "    seats:120\n"),
    "st_at": (NAME, "  name: @bob\n"),
    "st_star": (NAME, "  name: *star\n"),
    "st_amp": (NAME, "  name: &Co Ltd\n"),
    "st_nullkey": (SEATS, f"{SEATS}    ? \n    : 1\n"),
    "st_longkey": (SEATS, f"{SEATS}    {'k' * 2000}: 1\n"),
    "st_jinja": (NAME, "  name: {{ customer }}\n"),
    "en_trojan": (
        SEATS,
        "    seats: 120  # \u202e } \u2066 yes\u2069 \u2066 begin\n    accept_loss: \u202eyes\u202c\n",
    ),
    "en_bell": (NAME, "  name: a\ab\n"),
    "en_c1": (NAME, '  name: "a\x9bb"\n'),
    "en_u2028": (SEATS, "    seats: 120\u2028    accept_loss: yes\n"),
    "en_nel": (SEATS, "    seats: 120\x85    accept_loss: yes\n"),
    "en_ff": (SEATS, "    seats: 120\f    accept_loss: yes\n"),
    "en_ideographic_space": (SEATS, "    seats:\u3000120\n"),
    "en_homoglyph": ("chenyao.onmicrosoft.com", "c\u043entoso.com"),
    "en_dotless": ("e3-main", "\u0130stanbul"),
}
"""What of the valid customer gives way to the trouble, so that it reaches the check that it is meant for."""

WHOLE: dict[str, bytes] = {
    "st_laughs_str": f"{BROKEN['st_laughs_str']['text']}{CUSTOMER}".encode(),
    "st_comment": "".join(f"# {line}\n" for line in CUSTOMER.splitlines()).encode(),
    "st_scalar": b"just text\n",
    "st_tagdirective": (
        "%TAG ! tag:yaml.org,2002:python/\n---\n" + CUSTOMER.replace(COMPANY, "!object/apply:os.system [id]")
    ).encode(),
    "en_utf16be": b"\xfe\xff" + CUSTOMER.encode("utf-16-be"),
    "en_big5": CUSTOMER.encode("cp950"),
    "en_gbk": CUSTOMER.encode("gbk"),
    "en_overlong": CUSTOMER.encode().replace(COMPANY.encode(), b"\xc0\xaf"),
    "en_trunc": CUSTOMER.encode() + "notes: 台".encode()[:-1],
}
"""Trouble with a file as a whole: its encoding, its beginning, its end."""


@pytest.mark.parametrize("language", ["zh-TW", "en"])
def test_a_folder_with_one_file_of_every_broken_kind_is_checked_in_one_run(
    language: str, project: Callable[..., Path], golden: Callable[..., None]
) -> None:
    root = project({_file_id(case_id): _broken_file(case_id) for case_id in BROKEN} | {"fine": CUSTOMER})
    before = _contents(root)
    result = _check(root, language)
    places = re.findall(r"^(customers/[a-z0-9-]+\.yaml):([0-9]+): ", result.stderr, re.MULTILINE)
    assert (result.returncode, result.stdout) == (1, "")
    assert "Traceback" not in result.stderr
    assert {file for file, _ in places} == {f"customers/{_file_id(case_id)}.yaml" for case_id in BROKEN}
    assert places == sorted(places, key=lambda place: (place[0], int(place[1])))
    assert _contents(root) == before
    said = "".join(re.findall(r"^customers/.*\n    .*\n", result.stderr, re.MULTILINE))
    golden(HERE / "cases" / "messages" / f"one file of every broken kind.{language}.txt", said)


def _broken_file(case_id: str) -> bytes:
    """The valid customer with the trouble of one entry in it; a tagged value stands in the name's place."""
    if case_id in WHOLE:
        return WHOLE[case_id]
    tagged = BROKEN[case_id].get("text", "").rpartition("\nv: ")[2]
    old, new = TROUBLE.get(case_id, (NAME, f"  name: {tagged}"))
    assert CUSTOMER.count(old) == 1
    return CUSTOMER.replace(old, new).encode()


def _file_id(case_id: str) -> str:
    return case_id.replace("_", "-")


def _check(root: Path, language: str) -> subprocess.CompletedProcess[str]:
    """The real command, in a process of its own."""
    code = "import sys; from generator.cli import main; sys.exit(main())"
    return subprocess.run(
        [sys.executable, "-B", "-c", code, "check", "--project", str(root), "--lang", language],
        cwd=HERE.parent,
        env={**os.environ, "PYTHONUTF8": "1"},
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )


def _contents(root: Path) -> dict[str, bytes]:
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()}
