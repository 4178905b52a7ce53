"""Remarks as forges read them: GitHub's workflow commands, GitLab's Code Quality, SARIF; and as JSON of our own.

Pure, and the same remarks give the same bytes. Limits and escapes are those of the readers.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from generator.plan import Plan
from generator.review.remarks import LEVELS, Remark, fingerprints, ordered
from generator.text import LANGUAGES, Pair

GITHUB_SHOWN = 9
"""GitHub shows ten of each level in a step and drops the rest without a word: one line is left to say so."""

SARIF_RESULTS = 25_000
"""GitHub refuses a run with more."""

_COMMANDS = {"error": "error", "warning": "warning", "note": "notice"}
_SEVERITIES = {"error": "blocker", "warning": "major", "note": "info"}
_SARIF_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_IN_URI = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/")


def github(remarks: Iterable[Remark], wording: Mapping[str, Pair[str]], language: str) -> str:
    """Workflow commands, one line each, the gravest first; ``wording``: the labels `remarks`."""
    lines = []
    by_place = ordered(remarks)
    for level, command in _COMMANDS.items():
        all_of_it = [one for one in by_place if one.level == level]
        lines += [_command(command, one, language) for one in all_of_it[:GITHUB_SHOWN]]
        if (more := len(all_of_it) - GITHUB_SHOWN) > 0:
            lines.append(f"::{command} title=runbooks::{_data(wording['more'][language].format(count=more))}")
    return "".join(f"{line}\n" for line in lines)


def gitlab(remarks: Iterable[Remark], language: str) -> str:
    """A Code Quality report."""
    by_place = ordered(remarks)
    return _json(
        [
            {
                "description": one.message[language],
                "check_name": one.rule,
                "fingerprint": fingerprint,
                "severity": _SEVERITIES[one.level],
                "location": {"path": one.where.file, "lines": {"begin": max(1, one.where.line)}},
            }
            for one, fingerprint in zip(by_place, fingerprints(by_place), strict=True)
        ]
    )


def sarif(
    remarks: Iterable[Remark],
    wording: Mapping[str, Pair[str]],
    version: str,
    languages: Sequence[str] = LANGUAGES,
) -> str:
    """A SARIF 2.1.0 log with one run, the gravest results first; ``version`` of the program.

    What is said in several ``languages`` is said one after the other.
    """
    gravest = list(LEVELS.values())
    found = sorted(ordered(remarks), key=lambda one: gravest.index(one.level))
    shown, left_out = found[:SARIF_RESULTS], max(0, len(found) - SARIF_RESULTS)
    rules = {one.rule: one for one in reversed(shown)}
    names = sorted(rules)
    driver = {"name": "csp-runbooks", "version": version, "rules": [_rule(rules[name], languages) for name in names]}
    run: dict[str, Any] = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints"}
    if left_out:
        said = _in_sarif(wording["left-out"], languages, count=left_out)
        notification = {"level": "warning", "message": {"text": said}}
        run["invocations"] = [{"executionSuccessful": True, "toolExecutionNotifications": [notification]}]
    run["results"] = [
        _result(one, names.index(one.rule), fingerprint, languages)
        for one, fingerprint in zip(shown, fingerprints(shown), strict=True)
    ]
    return _json({"$schema": _SARIF_SCHEMA, "version": "2.1.0", "runs": [run]})


def check_json(plans: Iterable[Plan], remarks: Iterable[Remark]) -> str:
    """What `check` found, in every language."""
    customers = [
        {
            "id": str(plan.customer.id),
            "status": plan.status,
            "fingerprint": plan.fingerprint,
            "blockers": plan.finding_kinds["blocker"],
            "warnings": plan.finding_kinds["warning"],
        }
        for plan in plans
    ]
    findings = [
        {
            "rule": one.rule,
            "level": one.level,
            "file": one.where.file,
            "line": one.where.line,
            "trail": one.where.trail,
            "customer": one.customer,
            "subscription": one.subscription,
            "message": {language: one.message[language] for language in LANGUAGES},
        }
        for one in ordered(remarks)
    ]
    return _json({"format_version": "1.0", "customers": customers, "findings": findings})


def _command(command: str, remark: Remark, language: str) -> str:
    properties = {"file": remark.where.file, "line": str(remark.where.line or ""), "title": remark.rule}
    said = ",".join(f"{name}={_property(value)}" for name, value in properties.items() if value)
    return f"::{command} {said}::{_data(remark.message[language])}"


def _data(text: str) -> str:
    """What stands behind a command: nothing in it ends the line."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    """A value in front of it: nothing in it ends the value or the command either."""
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def _rule(remark: Remark, languages: Sequence[str]) -> dict[str, Any]:
    return {
        "id": remark.rule,
        "shortDescription": {"text": _in_sarif(remark.title, languages)},
        "defaultConfiguration": {"level": remark.level},
    }


def _result(remark: Remark, rule_index: int, fingerprint: str, languages: Sequence[str]) -> dict[str, Any]:
    place: dict[str, Any] = {"artifactLocation": {"uri": _uri(remark.where.file), "uriBaseId": "%SRCROOT%"}}
    if remark.where.line:
        place["region"] = {"startLine": remark.where.line}
    return {
        "ruleId": remark.rule,
        "ruleIndex": rule_index,
        "level": remark.level,
        "message": {"text": _in_sarif(remark.message, languages)},
        "locations": [{"physicalLocation": place}],
        "partialFingerprints": {"runbooks/v1": fingerprint},
    }


def _in_sarif(words: Pair[str], languages: Sequence[str], **values: object) -> str:
    """A message's text: no link that we did not make, and braces that are no placeholders."""
    said = "\n".join(words[language].format(**values) if values else words[language] for language in languages)
    return said.replace("](", "] (").replace("{", "{{").replace("}", "}}")


def _uri(path: str) -> str:
    return "".join(chr(byte) if byte in _IN_URI else f"%{byte:02X}" for byte in path.encode())


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"
