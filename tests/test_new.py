"""A customer's first file by answering a handful of questions."""

from __future__ import annotations

import io
import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from runbooks_command import COMMAND, contents, surroundings

from generator.cli import main
from generator.load import load_project

GOLDEN = Path(__file__).resolve().parent / "cases" / "new"
Golden = Callable[[Path, str], None]
New = Callable[..., tuple[int, str, str]]

WHO = ("範例精密", "Sample.onmicrosoft.com", "", "")
E3 = ("ENTERPRISEPACK", "120", "2027-01-14", "", "北風經銷", "yes", "", "renew")
END = ("n",)

NO_DEFAULT = """\
partners:
  yunling: {name: 雲嶺數位, country: TW}
  lanting: {name: 嵐亭科技, country: TW}
"""


@pytest.fixture
def root(project: Callable[..., Path]) -> Path:
    return project({})


@pytest.fixture
def new(root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], remembering: None) -> New:
    """``runbooks new`` with answers, each on a line: its exit code, what it prints, what it asks and says."""

    def run(*answers: str, arguments: tuple[str, ...] = (), lang: str = "en") -> tuple[int, str, str]:
        monkeypatch.setattr("sys.stdin", io.StringIO("".join(f"{line}\n" for line in answers)))
        code = main(["new", *arguments, "--day", "2026-11-22", "--project", str(root), "--lang", lang])
        said = capsys.readouterr()
        return code, said.out, said.err

    return run


def _file(root: Path, name: str = "sample") -> str:
    return (root / "customers" / f"{name}.yaml").read_text(encoding="utf-8")


@pytest.mark.parametrize("lang", ["en", "zh-TW"])
def test_a_handful_of_answers_gives_a_file(new: New, root: Path, golden: Golden, lang: str) -> None:
    second = ("exchange online (plan 1)", "9", "", "", "北風經銷", "", "", "n")
    code, out, err = new(*WHO, *E3, "y", *second, lang=lang)
    assert code == 0
    golden(GOLDEN / f"two subscriptions.{lang}.yaml", _file(root))
    golden(GOLDEN / f"two subscriptions.{lang}.txt", err.replace("]: ", "]: \n").replace("): ", "): \n") + out)


@pytest.mark.parametrize("lang", ["en", "zh-TW"])
def test_the_file_is_in_order_at_once_and_has_a_plan(
    new: New, root: Path, capsys: pytest.CaptureFixture[str], lang: str
) -> None:
    assert new(*WHO, *E3, *END, lang=lang)[0] == 0
    for command in (["check"], ["plan", "sample"]):
        assert main([*command, "--project", str(root)]) == 0
    assert "o365-e3" in capsys.readouterr().out


@pytest.mark.parametrize("lang", ["en", "zh-TW"])
def test_the_hints_of_the_file_can_be_taken_as_they_are(new: New, root: Path, lang: str) -> None:
    new(*WHO, *E3, *END, lang=lang)
    text = re.sub(r"^# (?=\w+: )", "", _file(root), flags=re.MULTILINE)
    (root / "customers" / "sample.yaml").write_text(text, encoding="utf-8")
    (customer,) = load_project(root).customers
    assert [str(contact.role) for contact in customer.contacts] == ["global-admin", "executive"]
    assert (customer.relationship.status, customer.agreement.status) == ("requested", "accepted")
    assert [row.assigned for row in customer.licences] == [120]


def test_nothing_but_the_last_line_is_printed(new: New) -> None:
    out = new(*WHO, *E3, *END)[1]
    assert out == "customers/sample.yaml is written. Next: `runbooks check`, then `runbooks plan sample`.\n"


def test_enter_alone_gives_what_is_usual(new: New, root: Path) -> None:
    assert new(*WHO, "ENTERPRISEPACK", "120", "2027-01-14", "", "", "", "", "")[0] == 0
    assert _file(root).endswith(
        "subscriptions:\n  - id: office-365-e3\n    offer: ENTERPRISEPACK  # Office 365 E3\n".replace(
            "office-365-e3", "o365-e3"
        )
        + "    seats: 120\n"
        "    bought: {channel: csp}\n"
        "    ends_on: 2027-01-14\n"
    )


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        (("範例", "contoso", *WHO[1:], *E3), "contoso.onmicrosoft.com"),
        (("範例", WHO[1], "TWN", "", "", *E3), "two letters"),
        ((*WHO, E3[0], "010", *E3[1:]), "whole number"),
        ((*WHO, E3[0], "１２０", *E3[1:]), "120"),
        ((*WHO, *E3[:2], "14/1/2027", *E3[2:]), "YYYY-MM-DD"),
        ((*WHO, *E3[:2], "2027-02-30", *E3[2:]), "no such day"),
        ((*WHO, *E3[:3], "cps", *E3[3:]), "csp"),
        ((*WHO, *E3[:-1], "renews", E3[-1]), "renew"),
        (("\u202e範例", *WHO, *E3), "U+202E"),
        (("  ", *WHO, *E3), "There is no value."),
    ],
)
def test_a_wrong_answer_is_told_and_asked_again(new: New, root: Path, answers: tuple[str, ...], said: str) -> None:
    code, _, err = new(*answers, *END)
    assert (code, [path.name for path in (root / "customers").glob("s*")]) == (0, ["sample.yaml"])
    assert said in err


def test_the_message_of_a_wrong_answer_is_the_one_that_check_has(
    new: New, root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    err = new(*WHO, E3[0], "010", *E3[1:], *END)[2]
    file = root / "customers" / "sample.yaml"
    file.write_text(_file(root).replace("seats: 120", "seats: 010"), encoding="utf-8")
    main(["check", "--project", str(root), "--lang", "en"])
    told = capsys.readouterr().err.partition("seats: ")[2].splitlines()[:2]
    assert [line.strip() for line in told if line.strip() in err] == [line.strip() for line in told]


@pytest.mark.parametrize(
    "answers",
    [
        ("{6FD2C87F-B296-42F0-B197-1E91E994B900}",),
        ("6fd2c87f-b296-42f0-b197-1e91e994b900",),
        ("office 365 e3",),
        ("Office 365 Business Premium", "0", "ENTERPRISEPACK"),
        ("ENTERPRISEPAK", "", "ENTERPRISEPACK"),
        ("ENTERPRISEPAK", "perhaps", "否", "ENTERPRISEPACK"),
        ("辦公室", "ENTERPRISEPACK"),
    ],
)
def test_an_offer_is_found_by_any_of_its_keys_or_its_name(new: New, root: Path, answers: tuple[str, ...]) -> None:
    assert new(*WHO, *answers, *E3[1:], *END)[0] == 0
    assert "offer: ENTERPRISEPACK  # Office 365 E3\n" in _file(root)


def test_several_offers_of_one_name_are_listed_with_numbers(new: New, root: Path) -> None:
    code, _, err = new(*WHO, "Microsoft 365 Business Standard EEA (no Teams)", "", "2", *E3[1:], *END)
    assert code == 0
    assert re.findall(r"  (\d)  Microsoft 365 Business Standard EEA", err) == ["1", "2"]
    assert "offer: Office_365_w/o_Teams_Bundle_Business_Standard" in _file(root)


def test_an_offer_by_a_former_name_is_confirmed(new: New, root: Path) -> None:
    code, _, err = new(*WHO, "Office 365 Business Premium", "7", "", *E3[1:], *END)
    assert code == 0
    assert "1  Microsoft 365 Business Standard (O365_BUSINESS_PREMIUM)" in err
    assert "    offer: O365_BUSINESS_PREMIUM  # Microsoft 365 Business Standard\n" in _file(root)


def test_an_unknown_offer_is_written_where_it_is_confirmed(new: New, root: Path) -> None:
    code, _, err = new(*WHO, "CONTOSO_PACK", "y", *E3[1:], *END)
    assert code == 0
    assert "The catalogue does not know “CONTOSO_PACK”" in err
    assert "    offer: CONTOSO_PACK" in _file(root)


@pytest.mark.parametrize(
    ("names", "keys"),
    [
        (("Beifeng Reselling", "Nanhai"), ["beifeng-reselling", "nanhai"]),
        (("北風經銷", "南海經銷"), ["seller", "seller-2"]),
        (("Beifeng", "beifeng"), ["beifeng"]),
        (("CON", "O'Brien, Ltd: #1"), ["seller", "o-brien-ltd-1"]),
    ],
)
def test_a_seller_is_named_once(new: New, root: Path, names: tuple[str, str], keys: list[str]) -> None:
    first, second = ((*E3[:4], name) for name in names)
    helps = ("yes",) if len(keys) == 2 else ()
    assert new(*WHO, *first, "no", "", "renew", "y", *second, *helps, "", "", "n")[0] == 0
    (customer,) = load_project(root).customers
    assert [(str(key), str(one.cooperates)) for key, one in customer.sellers.items()] == list(
        zip(keys, ["no", "yes"], strict=False)
    )
    assert {str(one.bought.seller) for one in customer.subscriptions} == set(keys)


def test_a_seller_called_yes_is_one_to_every_reader_of_yaml(new: New, root: Path) -> None:
    assert new(*WHO, *E3[:4], "Yes", "no", "", "renew", *END)[0] == 0
    values = yaml.safe_load(_file(root))
    assert values["sellers"] == {"yes": {"name": "Yes", "cooperates": False}}
    assert values["subscriptions"][0]["bought"]["from"] == "yes"


def test_what_microsoft_sells_has_no_seller(new: New, root: Path) -> None:
    assert new(*WHO, *E3[:3], "web-direct", "renew", *END)[0] == 0
    assert "sellers" not in _file(root)
    assert "bought: {channel: web-direct}\n" in _file(root)


@pytest.mark.parametrize("count", range(len(WHO) + len(E3)))
def test_the_end_of_the_input_writes_nothing(new: New, root: Path, count: int) -> None:
    before = contents(root)
    code, out, err = new(*(*WHO, *E3)[:count])
    assert (code, out, contents(root)) == (130, "", before)
    assert err.endswith("\nNothing was written.\n")


@pytest.mark.parametrize("name", ["readme", "con", "COM1", "-x", "a" * 51, "../x", "客戶", "taken"])
def test_an_id_that_is_none_or_taken_is_asked_again_or_refused(new: New, root: Path, name: str) -> None:
    (root / "customers" / "taken.yaml").write_text("anything", encoding="utf-8")
    assert new(*WHO[:3], name, "mine", *E3, *END)[0] == 0
    assert sorted(path.name for path in (root / "customers").iterdir()) == ["_partners.yaml", "mine.yaml", "taken.yaml"]
    before = contents(root)
    code, out, err = new(*WHO[:3], *E3, *END, arguments=("--", name))
    assert (code, out, contents(root)) == (2, "", before)
    assert "Subscription 1" not in err


def test_a_proposed_id_that_is_taken_is_not_proposed(new: New, root: Path) -> None:
    new(*WHO, *E3, *END)
    before = _file(root)
    code, _, err = new(*WHO, "sample", "sample-2", *E3, *END)
    assert (code, _file(root)) == (0, before)
    assert "There is a customer `sample` already." in err
    assert "[sample]" not in err


def test_a_file_that_appears_meanwhile_is_not_overwritten(
    new: New, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Meanwhile(io.StringIO):
        def readline(self, size: int = -1, /) -> str:
            (root / "customers" / "sample.yaml").write_text("another's", encoding="utf-8")
            return super().readline(size)

    answers = Meanwhile("".join(f"{line}\n" for line in (*WHO[:3], *E3, *END)))
    monkeypatch.setattr(io, "StringIO", lambda text: answers)
    assert new(arguments=("sample",))[0] == 2
    assert _file(root) == "another's"


def test_without_a_default_partner_it_is_asked_who_takes_over(new: New, root: Path) -> None:
    (root / "customers" / "_partners.yaml").write_text(NO_DEFAULT, encoding="utf-8")
    assert new(*WHO[:3], "nobody", "lanting", "", *E3, *END)[0] == 0
    assert str(load_project(root).customers[0].taker_key) == "lanting"


def test_outside_of_a_project_nothing_is_asked(new: New, root: Path) -> None:
    (root / "customers" / "_partners.yaml").unlink()
    code, out, err = new(*WHO, *E3, *END)
    assert (code, out) == (1, "")
    assert err.startswith("customers/_partners.yaml")


def test_the_real_command_reads_what_is_typed(root: Path) -> None:
    typed = "\n".join(("\udcff".encode(errors="surrogateescape").decode("latin-1"), *WHO, *E3, *END, ""))
    result = subprocess.run(
        [*COMMAND, "new", "--day", "2026-11-22", "--lang", "zh-TW"],
        cwd=root,
        env=surroundings(),
        input=typed.encode().replace("ÿ".encode(), b"\xff"),
        capture_output=True,
        timeout=100,
        check=False,
    )
    assert (result.returncode, b"Traceback" in result.stderr) == (0, False)
    assert result.stdout.decode().startswith("已寫入 customers/sample.yaml。")
    assert "U+DCFF" in result.stderr.decode()
