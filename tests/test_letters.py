"""Letters and their mail drafts: who gets which, what holds them back, and that a draft is a mail and nothing else."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
from plan_cases import ACME, CASES, CLAUSE_CASES, PLAN_CASES, customer_of, plan_of
from site_pages import all_of

from generator.errors import ProblemsFound
from generator.guidance import Guidance
from generator.load import Project, load_rules
from generator.model import Customer
from generator.plan import Plan, PlannedLetter, make_plan, planned_letters
from generator.plan.workdays import Workdays
from generator.render import Pages
from generator.render.letters import letter_drafts, letters_view
from generator.text import LANGUAGES, Pair, Text

HERE = CASES / "letters"
LETTERS = sorted(HERE.glob("[!_]*.yaml"))
HOSTILE = {
    case["id"]: str(case["text"])
    for case in json.loads((CASES.parent / "hostile" / "md_hostile.json").read_text(encoding="utf-8"))
} | {
    "header": "晨曜\r\nBcc: everybody@acme.example\r\n\r\nbody",
    "bare-lf": "Acme\nBcc: everybody@acme.example",
    "encoded-word": "=?utf-8?q?x?=",
    "encoded-words": "晨曜 =?utf-8?b?eA==?= =?big5?q?x?=",
    "long": "𠮷" * 200,
    "long-ascii": "a" * 200,
    "separators": "a\x85b\u2028c\u2029d\x0be",
}
HEADERS = ["Content-Type", "MIME-Version", "Content-Transfer-Encoding", "Subject", "X-Unsent"]
SELLERS_LETTER = "former-seller-notice-beifeng"


@pytest.fixture(scope="module")
def voices(loaded: Project) -> dict[str, Any]:
    return Pages(loaded.guidance, loaded.wording.labels, loaded.wording.templates).voices


@pytest.fixture(scope="module")
def drafts(guidance: Guidance, voices: dict[str, Any]) -> Callable[[Plan, str], dict[str, EmailMessage]]:
    """The drafts of a plan in one language, read back by the standard library: file name → mail."""

    def read(plan: Plan, language: str) -> dict[str, EmailMessage]:
        return {
            name: _parsed(text)
            for name, text in letter_drafts(letters_view(plan, guidance, voices[language]), language)
        }

    return read


# ---- As reviewed ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("case", LETTERS, ids=lambda case: case.stem)
def test_the_letters_of_a_customer_are_those_that_were_reviewed(
    case: Path,
    language: str,
    loaded: Project,
    drafts: Callable[[Plan, str], dict[str, EmailMessage]],
    golden: Callable[[Path, str], None],
) -> None:
    plan = _planned(case, loaded.guidance)
    pages = dict(Pages(loaded.guidance, loaded.wording.labels, loaded.wording.templates).all([plan]))
    mails = [_shown(name, mail) for name, mail in drafts(plan, language).items()]
    golden(HERE / f"{case.stem}.{language}.md", pages[f"{language}/customers/acme/letters.md"])
    golden(HERE / f"{case.stem}.{language}.mails.txt", "\n".join(mails))


def test_every_paragraph_of_every_letter_is_met_by_a_customer_or_by_a_case(
    guidance: Guidance, plans: tuple[Plan, ...]
) -> None:
    cases = [*(_planned(case, guidance) for case in LETTERS), *(plan_of(case, guidance) for case in PLAN_CASES)]
    cases += [plan_of(case, guidance) for case in CLAUSE_CASES]
    letters = [letter for plan in (*plans, *cases) for letter in planned_letters(plan, guidance)]
    met = {(letter.letter.id, one.paragraph.text) for letter in letters for one in letter.body}
    assert [
        f"{letter.id}: {paragraph.text['en']}"
        for letter in guidance.letters
        for paragraph in letter.body
        if (letter.id, paragraph.text) not in met
    ] == []


# ---- What holds letters back ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_former_seller_hears_nothing_before_the_customer_has_approved(
    language: str, plans: tuple[Plan, ...], guidance: Guidance, voices: dict[str, Any], pages: dict[str, str]
) -> None:
    (plan,) = [plan for plan in plans if plan.customer.id == "chenyao"]
    held = {letter.key: letter.hold.key for letter in planned_letters(plan, guidance) if letter.hold}
    assert held == {
        SELLERS_LETTER: "approve-plan",
        "cut-over-notice": "approve-plan",
        "cut-over-start": "approve-plan",
        "cut-over-done": "verify-transfer",
        "done": "verify-transfer",
    }
    names = [name for name, _ in letter_drafts(letters_view(plan, guidance, voices[language]), language)]
    page = pages[f"{language}/customers/chenyao/letters.md"]
    assert f"letter-{SELLERS_LETTER}.{language}.eml" not in names
    assert SELLERS_LETTER not in "".join(re.findall(r'href="([^"]*)"', page))
    assert "](runbook.md#approve-plan)" in _section(page, SELLERS_LETTER)


@pytest.mark.parametrize(
    ("record", "held"),
    [
        ("{done: 2026-11-20, by: Chen}", False),
        ("{not_needed: agreed by contract}", False),
        ("{done: 2026-11-20, by: Chen, step: 0000}", True),
    ],
    ids=["approved", "not needed", "approved in other words than today's"],
)
def test_a_record_of_the_approval_lets_the_letter_to_the_former_seller_go(
    record: str, held: bool, guidance: Guidance
) -> None:
    text = f"{ACME}progress:\n  approve-plan: {record}\n"
    letters = planned_letters(make_plan(customer_of(text), guidance), guidance)
    assert {letter.key: letter.hold is not None for letter in letters}[SELLERS_LETTER] is held


def test_a_former_seller_is_written_to_by_the_customer_itself_and_only_with_consent_told_who_takes_over(
    guidance: Guidance,
) -> None:
    to_sellers = [letter for letter in guidance.letters if letter.to == "former-partner"]
    assert {letter.by for letter in to_sellers} == {"customer"}
    for letter in to_sellers:
        said = "".join(text for one in letter.body for text in one.text.said)
        assert letter.consent or "{{ partner" not in said


def test_nobody_is_asked_to_set_an_end_before_a_notice_but_where_the_old_one_ends_first(guidance: Guidance) -> None:
    (notice,) = [letter for letter in guidance.letters if letter.id == "former-seller-notice"]
    ending = re.compile(r"set-end|stop-renewal|cancel-old|cancel-in-window|end-est")
    asked = [one.text for one in notice.body if any(ending.match(step) for step in one.steps)]
    assert len(asked) == 5
    for text in asked:
        assert re.search(r"[Oo]nly after we have told you in writing|Once we tell you in writing", text["en"])
        assert "待我們書面通知" in text["zh-TW"]


@pytest.mark.parametrize(
    ("done", "hold"),
    [
        ([], "approve-plan"),
        (["approve-plan"], "verify-new-active"),
        (["approve-plan", "verify-new-active"], "verify-users"),
        (["approve-plan", "verify-new-active", "verify-users"], None),
    ],
)
def test_a_former_seller_is_told_to_go_ahead_only_when_the_users_are_verified(
    done: list[str], hold: str | None, guidance: Guidance
) -> None:
    records = [f"  {step}: {{done: 2026-11-20, by: Chen}}\n" for step in done]
    plan = make_plan(customer_of(ACME + "".join(["progress:\n", *records] if records else [])), guidance)
    (letter,) = [one for one in planned_letters(plan, guidance) if one.letter.id == "go-ahead-to-seller"]
    assert letter.key == "go-ahead-to-seller-beifeng"
    assert (letter.hold and letter.hold.key) == hold
    verified = max(step.due for step in plan.steps if step.id in ("verify-new-active", "verify-users"))
    assert hold is None or letter.days[0] >= verified
    assert letter.days[0] <= max(step.due for step in letter.steps)


def test_a_former_seller_is_told_to_go_ahead_per_cut_over_and_never_for_another_seller(
    plans: tuple[Plan, ...], guidance: Guidance
) -> None:
    found = [(plan, one) for plan in plans for one in planned_letters(plan, guidance)]
    letters = [(plan, one) for plan, one in found if one.letter.id == "go-ahead-to-seller"]
    assert len(letters) > 10
    for plan, letter in letters:
        assert len({(one.seller_key, one.cut_over) for one in letter.subjects}) == 1, (plan.customer.id, letter.key)


def test_the_notice_to_a_former_seller_waits_for_the_answer_to_the_question(guidance: Guidance) -> None:
    text = ACME.replace("commerce: legacy", "commerce: nce").replace(
        "    ends_on", "    starts_on: 2026-01-15\n    ends_on"
    )
    answers: list[str | None] = []
    for record in ("", "progress:\n  ask-for-transfer: {done: 2026-11-21, by: Chen}\n"):
        letters = planned_letters(make_plan(customer_of(text + record), guidance), guidance)
        (notice,) = [one for one in letters if one.letter.id == "former-seller-notice"]
        answers.append(notice.hold.key if notice.hold else None)
    assert answers == ["ask-for-transfer", "approve-plan"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_blocked_customer_gets_no_letter_and_its_page_says_what_blocks(
    language: str, plans: tuple[Plan, ...], guidance: Guidance, voices: dict[str, Any], pages: dict[str, str]
) -> None:
    blocked = [plan for plan in plans if plan.status == "blocked"]
    assert blocked
    for plan in blocked:
        page = pages[f"{language}/customers/{plan.customer.id}/letters.md"]
        assert list(letter_drafts(letters_view(plan, guidance, voices[language]), language)) == []
        assert 'class="csp-letter"' not in page
        assert "csp-finding csp-blocker" in page


def test_a_finished_customer_gets_only_the_report_that_it_is_finished(
    plans: tuple[Plan, ...], guidance: Guidance
) -> None:
    finished = [plan for plan in plans if plan.status == "done"]
    assert finished
    for plan in finished:
        letters = planned_letters(plan, guidance)
        assert {str(letter.letter.id) for letter in letters} == {"done"}
        assert all(letter.over for letter in letters)


def test_a_letter_goes_when_all_that_it_asks_for_is_done(guidance: Guidance) -> None:
    accepted = ACME + "relationship: {status: accepted}\n"
    asked = [_ids(customer_of(text), guidance) & {"invitation", "agreement-request"} for text in (ACME, accepted)]
    assert asked == [{"invitation"}, {"agreement-request"}]
    agreed = accepted + "agreement: {status: accepted, by: customer}\n"
    assert _ids(customer_of(agreed), guidance).isdisjoint({"invitation", "agreement-request"})


# ---- What letters say ----------------------------------------------------------------------------------------------


def test_a_letter_to_the_customer_lists_every_subscription_by_its_id(
    plans: tuple[Plan, ...], guidance: Guidance, voices: dict[str, Any]
) -> None:
    xingya = next(plan for plan in plans if plan.customer.id == "xingya")
    letters = {one.key: one for one in planned_letters(xingya, guidance)}
    views = {str(view["key"]): view for view in letters_view(xingya, guidance, voices["en"])}
    for key in ("done-1", "done-2", "aborted"):
        rows = [row for block in views[key]["body"] if block["table"] for row in block["table"]["rows"]]
        assert [str(row[0]) for row in rows] == [
            str(one.subscription.ms_id or one.id) for one in letters[key].subjects if one.facts["moves_by"] != "none"
        ]
    assert len(views["done-1"]["body"][0]["table"]["rows"]) == 27


def test_the_report_to_the_customer_names_what_it_has_to_end_itself_and_by_when(
    plans: tuple[Plan, ...], guidance: Guidance, voices: dict[str, Any]
) -> None:
    own = {"stop-renewal-direct", "let-agreement-lapse", "cancel-old-direct", "end-est-direct"}
    met: set[str] = set()
    for plan in plans:
        views = {str(view["key"]): view for view in letters_view(plan, guidance, voices["en"])}
        for letter in planned_letters(plan, guidance):
            about = {one.id for one in letter.subjects}
            left = [
                step
                for step in plan.steps
                if step.id in own and step.state == "open" and not about.isdisjoint(one.id for one in step.subjects)
            ]
            for step in left if letter.letter.id == "done" else []:
                assert step.due.isoformat() in str(views[letter.key]["body"]), (plan.customer.id, step.key)
                met.add(str(step.id))
    assert met >= {"stop-renewal-direct", "let-agreement-lapse", "cancel-old-direct"}


def test_licence_changes_stay_frozen_while_anything_old_runs_or_a_cut_over_is_still_to_come(
    plans: tuple[Plan, ...], guidance: Guidance
) -> None:
    xingya = next(plan for plan in plans if plan.customer.id == "xingya")
    letters = {one.key: _english(one) for one in planned_letters(xingya, guidance)}
    assert {"frozen" in letters[key] for key in ("cut-over-done-1", "cut-over-done-2")} == {True}
    said = []
    for done in ("verify-users", "verify-continuity"):
        record = f"progress:\n  {done}: {{done: 2026-11-20, by: Chen}}\n"
        letters = {one.key: _english(one) for one in planned_letters(_plan_of(ACME + record, guidance), guidance)}
        said.append(("frozen" in letters["cut-over-done"], "usual way again" in letters["cut-over-done"]))
    assert said == [(True, False), (False, True)]


def test_users_are_not_told_to_work_as_usual_where_the_old_ones_end_first(guidance: Guidance) -> None:
    (case,) = [case for case in LETTERS if "end first" in case.stem]
    first = {one.key: _english(one) for one in planned_letters(_planned(case, guidance), guidance)}
    usual = {one.key: _english(one) for one in planned_letters(_plan_of(ACME, guidance), guidance)}
    assert ["work as usual" in letters["cut-over-start"] for letters in (first, usual)] == [False, True]
    assert ["mailbox and files stay" in letters["cut-over-notice"] for letters in (first, usual)] == [False, True]


def test_the_question_to_a_former_seller_names_no_days_and_the_notice_does(guidance: Guidance) -> None:
    by_day = {str(row.id): {one.by_day for one in row.body if one.rows} for row in guidance.letters}
    assert by_day["transfer-question"] == {False}
    assert by_day["former-seller-notice"] == by_day["go-ahead-to-seller"] == {True}


# ---- Days ----------------------------------------------------------------------------------------------------------


def test_users_are_told_two_weeks_one_week_three_days_and_one_day_before(
    plans: tuple[Plan, ...], guidance: Guidance
) -> None:
    (chenyao,) = [plan for plan in plans if plan.customer.id == "chenyao"]
    (notice,) = [letter for letter in planned_letters(chenyao, guidance) if letter.letter.id == "cut-over-notice"]
    assert (str(notice.cut_over), [str(day) for day in notice.days]) == (
        "2026-12-11",
        ["2026-11-27", "2026-12-04", "2026-12-08", "2026-12-10"],
    )


def test_a_letter_of_a_day_off_goes_out_on_the_working_day_before(plans: tuple[Plan, ...], guidance: Guidance) -> None:
    for plan in plans:
        workdays = Workdays(plan.customer.tenant.country, plan.customer.freezes)
        for letter in planned_letters(plan, guidance):
            due = {step.due for step in letter.steps}
            assert all(day in due or workdays.works(day, licences=False) for day in letter.days), letter.key


def test_no_letter_goes_out_before_the_day_of_the_plan_or_asks_for_an_answer_before_it_goes_out(
    plans: tuple[Plan, ...], guidance: Guidance
) -> None:
    found = [(plan, letter) for plan in plans for letter in planned_letters(plan, guidance)]
    assert [letter.key for plan, letter in found if any(day < plan.as_of for day in letter.days)] == []
    assert [letter.key for _, letter in found if list(letter.days) != sorted(set(letter.days))] == []
    asking = [letter for _, letter in found if letter.answer_by]
    assert asking
    assert [letter.key for letter in asking if letter.answer_by and letter.answer_by < letter.days[0]] == []


def test_a_cut_over_that_is_not_ahead_any_more_is_not_announced(plans: tuple[Plan, ...], guidance: Guidance) -> None:
    announced = [
        letter for plan in plans for letter in planned_letters(plan, guidance) if letter.letter.id == "cut-over-notice"
    ]
    assert announced
    assert [letter.key for letter in announced if letter.cut_over and letter.days[0] >= letter.cut_over] == []
    yuxi = next(plan for plan in plans if plan.customer.id == "yuxi")
    assert "cut-over-notice" not in {letter.key for letter in planned_letters(yuxi, guidance)}


def test_a_plan_of_2018_has_only_letters_whose_rules_were_known(guidance: Guidance) -> None:
    text = ACME.replace("2026-11-22", "2018-11-22").replace("2027-01-14", "2019-01-14")
    plan = make_plan(customer_of(text), guidance)
    letters = {letter.key: letter for letter in planned_letters(plan, guidance)}
    assert {"invitation", SELLERS_LETTER, "cut-over-notice"} <= set(letters)
    assert "transfer-question-beifeng" not in letters
    assert "Customer Agreement" not in _english(letters["invitation"])
    assert "(EST)" not in _english(letters[SELLERS_LETTER])


# ---- A draft is a mail, and nothing else ---------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_draft_is_unsent_and_has_no_sender_no_date_and_an_address_only_from_the_file(
    language: str, plans: tuple[Plan, ...], drafts: Callable[[Plan, str], dict[str, EmailMessage]]
) -> None:
    for plan in plans:
        known = {str(contact.email) for contact in plan.customer.contacts if contact.email}
        for name, mail in drafts(plan, language).items():
            assert [key for key in mail if key != "To"] == HEADERS, name
            assert (mail["X-Unsent"], mail["Content-Type"]) == ("1", 'text/plain; charset="utf-8"')
            assert mail["To"] is None or set(mail["To"].split(", ")) <= known
            if "seller" in name or "transfer-question" in name or "cut-over" in name:
                assert mail["To"] is None


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_draft_is_ascii_with_crlf_in_lines_that_every_server_takes(
    language: str, plans: tuple[Plan, ...], guidance: Guidance, voices: dict[str, Any]
) -> None:
    for plan in plans:
        for name, text in letter_drafts(letters_view(plan, guidance, voices[language]), language):
            raw = text.encode("ascii")
            lines = raw.split(b"\r\n")
            assert b"\n" not in b"".join(lines), name
            assert b"\r" not in b"".join(lines), name
            assert max(len(line) for line in lines) <= 78, name
            assert b"\n" not in _parsed(text).get_payload(decode=True).replace(b"\r\n", b""), name


def test_names_of_drafts_are_unique_the_same_in_every_language_and_those_that_the_pages_link(
    plans: tuple[Plan, ...], guidance: Guidance, voices: dict[str, Any], pages: dict[str, str]
) -> None:
    for plan in plans:
        names = {
            language: [name for name, _ in letter_drafts(letters_view(plan, guidance, voices[language]), language)]
            for language in voices
        }
        stems = {language: [name.removesuffix(f".{language}.eml") for name in names[language]] for language in names}
        assert stems["zh-TW"] == stems["en"]
        assert len(set(stems["en"])) == len(stems["en"])
        linked = [f"../../../papers/{plan.customer.id}/{stem}.{one}.eml" for stem in stems["en"] for one in LANGUAGES]
        for language in LANGUAGES:
            page = all_of(pages, plan.customer.id, language, "letters")
            assert sorted(re.findall(r'href="([^"]*\.eml)"', page)) == sorted(linked)


def test_two_runs_give_the_same_bytes(plans: tuple[Plan, ...], loaded: Project) -> None:
    def run() -> list[tuple[str, str]]:
        fresh = Pages(loaded.guidance, loaded.wording.labels, loaded.wording.templates)
        return [
            draft
            for plan in plans
            for voice in fresh.voices.values()
            for draft in letter_drafts(letters_view(plan, loaded.guidance, voice), voice.language)
        ]

    assert run() == run()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_name_is_read_in_a_draft_as_it_is_written_and_adds_no_header(
    text: str, language: str, guidance: Guidance, drafts: Callable[[Plan, str], dict[str, EmailMessage]]
) -> None:
    """Past the loader, which refuses line breaks and hidden characters: what could end a line becomes a blank."""
    plan = make_plan(_renamed(_planned(LETTERS[0], guidance).customer, Text(text)), guidance)
    read = re.sub(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+", " ", text)
    mails = drafts(plan, language)
    assert len(mails) >= 3
    for name, mail in mails.items():
        assert [key for key in mail if key != "To"] == HEADERS, name
        assert _blanks(read) in _blanks(mail["Subject"]), name
        assert _blanks(read) in _blanks(mail.get_content()), name


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_lines_of_a_table_are_aligned_for_a_font_of_fixed_width(
    language: str, guidance: Guidance, drafts: Callable[[Plan, str], dict[str, EmailMessage]]
) -> None:
    (case,) = [case for case in LETTERS if "may be told" in case.stem]
    notice = drafts(_planned(case, guidance), language)[f"letter-{SELLERS_LETTER}.{language}.eml"]
    heads, row = [line for line in notice.get_content().splitlines() if line.startswith("  ")][:2]
    column = {"zh-TW": "方案", "en": "Plan"}[language]
    assert _columns_before(heads, column) == _columns_before(row, "Office 365 E3")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_former_seller_is_not_told_what_is_ordered_anew(
    language: str, guidance: Guidance, voices: dict[str, Any]
) -> None:
    (case,) = [case for case in LETTERS if "may be told" in case.stem]
    views = letters_view(_planned(case, guidance), guidance, voices[language])
    said = {view["key"]: str(view["body"]) for view in views}
    assert "Microsoft 365 E3" in said["done-2"] + said["done-1"]
    assert "Microsoft 365 E3" not in said["former-seller-notice-nanxing"]


# ---- The table of letters ------------------------------------------------------------------------------------------

BROKEN = """\
letters:
  - id: invitation
    by: partner
    to: customer
    each: customer
    when: {relationship: [perhaps]}
    until: [accept-invitation, no-step]
    hold: [no-step]
    send: {steps: [no-step]}
    basis: [no-clause]
    title: {en: Invitation, zh-TW: 邀請}
    subject: {en: "{{ nobody }}", zh-TW: "{{ nobody }}"}
    body:
      - {text: {en: A, zh-TW: 甲}, when: {gap: [wide]}, steps: [no-step]}
  - id: invitation
    by: partner
    to: customer
    each: customer
    when: {}
    basis: [seed-109]
    title: {en: B, zh-TW: 乙}
    subject: {en: B, zh-TW: 乙}
    body: []
"""


def test_a_table_of_letters_that_names_what_is_not_there_is_refused(project: Callable[..., Path]) -> None:
    root = project({})
    (root / "guidance").mkdir()
    (root / "guidance" / "letters.yaml").write_text(BROKEN, encoding="utf-8")
    with pytest.raises(ProblemsFound) as refused:
        load_rules(root)
    found = [(problem.where.line, problem.id) for problem in refused.value.problems if "stale" not in problem.id]
    assert found == [
        (6, "no-such-value"),
        (7, "no-such-step"),
        (8, "no-such-step"),
        (9, "no-such-step"),
        (10, "no-such-clause"),
        (12, "unknown-variable"),
        (12, "unknown-variable"),
        (14, "no-such-step"),
        (14, "no-such-value"),
        (15, "id-twice"),
    ]


# ---- Reading -------------------------------------------------------------------------------------------------------


def _planned(case: Path, guidance: Guidance) -> Plan:
    return make_plan(customer_of(case.read_text(encoding="utf-8"), partners=HERE / "_partners.yaml"), guidance)


def _plan_of(text: str, guidance: Guidance) -> Plan:
    return make_plan(customer_of(text), guidance)


def _ids(customer: Customer, guidance: Guidance) -> set[str]:
    return {str(letter.letter.id) for letter in planned_letters(make_plan(customer, guidance), guidance)}


def _english(letter: PlannedLetter) -> str:
    return "".join(one.paragraph.text["en"] for one in letter.body)


def _parsed(text: str) -> EmailMessage:
    mail = message_from_bytes(text.encode("ascii"), policy=default)
    assert isinstance(mail, EmailMessage)
    assert mail.defects == []
    return mail


def _shown(name: str, mail: EmailMessage) -> str:
    """A draft as a mail program shows it."""
    body = mail.get_content().replace("\r\n", "\n")
    return f"==== {name}\nTo: {mail['To'] or '–'}\nSubject: {mail['Subject']}\n\n{body}"


def _section(page: str, key: str) -> str:
    return page.split(f"{{#letter-{key}}}")[1].split("\n## ")[0]


def _renamed(customer: Customer, name: Text) -> Customer:
    """The customer with another name of its own, of its contacts, its sellers and its new partner."""
    pair = Pair.same(name)
    return customer.model_copy(
        update={
            "customer": customer.customer.model_copy(update={"name": pair}),
            "taker": customer.taker.model_copy(update={"name": pair}),
            "contacts": tuple(one.model_copy(update={"name": name}) for one in customer.contacts),
            "sellers": {key: one.model_copy(update={"name": pair}) for key, one in customer.sellers.items()},
        }
    )


def _blanks(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


def _columns_before(line: str, word: str) -> int:
    before = line[: line.index(word)]
    return len(before) + len(re.findall("[\u2e80-\u9fff\uff00-\uff60]", before))
