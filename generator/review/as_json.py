"""A review as JSON: ids, ISO days and words of both languages, for programs. `diff.schema.json` describes it."""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import Any

from generator.guidance import Route
from generator.model import Frozen
from generator.plan import Money, PlannedStep
from generator.review.changes import Change
from generator.review.compare import CustomerChange
from generator.review.plans import FindingChange, StepChange
from generator.review.remarks import Remark
from generator.review.review import Review, place_of
from generator.review.rules import RuleChange
from generator.text import LANGUAGES, Pair

FORMAT_VERSION = "1.0"
"""A new minor only adds keys; a new major changes some."""

WORKING_TREE = "working-tree"


def review_json(review: Review) -> str:
    """The review with sorted keys, LF at the end of each line."""
    told = {
        "format_version": FORMAT_VERSION,
        "base": review.base,
        "head": review.head or WORKING_TREE,
        "changed": review.changed,
        "summary": review.summary,
        "problems": [_remark(one, "head") for one in review.problems]
        + [_remark(one, "base") for one in review.base_problems],
        "rules": [_rule(one) for one in review.rules],
        "pages": None if review.pages is None else {kind: list(ids) for kind, ids in review.pages.items()},
        "customers": [_customer(one, review) for one in review.customers],
    }
    return json.dumps(told, ensure_ascii=False, indent=2, sort_keys=True) + "\n"


def _customer(change: CustomerChange, review: Review) -> dict[str, Any]:
    sides = {"before": change.before, "after": change.after}
    return {
        "id": str(change.id),
        "action": change.action,
        "severity": change.severity,
        "status": {side: plan and plan.status for side, plan in sides.items()},
        "fingerprint": {side: plan and plan.fingerprint for side, plan in sides.items()},
        "voids_paper": change.voids_paper,
        "seats": dict(zip(("before", "after"), change.seats, strict=True)),
        "changes": [_change(one) for one in (*change.file, *change.effects)],
        "findings": [_finding(one, review.places.get(place_of(change, one))) for one in change.findings],
        "steps": [_step(one) for one in change.steps],
    }


def _change(change: Change) -> dict[str, Any]:
    told = change.path[-1] == "told" or change.is_private  # that they differ is said, and nothing more
    return {
        "path": "/".join(change.path),
        "action": change.action,
        "kind": change.kind,
        "severity": change.severity,
        "before": None if told else _value(change.before),
        "after": None if told else _value(change.after),
    }


def _finding(change: FindingChange, remark: Remark | None) -> dict[str, Any]:
    """``remark``: what is said of it, and where; what is gone stands in no file."""
    found = change.found
    return {
        "rule": str(found.finding.id),
        "action": change.action,
        "level": str(found.finding.level),
        "severity": change.severity,
        "subscription": found.subscription,
        "basis": list(found.finding.basis),
        "file": (remark and remark.where.file) or None,
        "line": (remark and remark.where.line) or None,
        "message": remark and _pair(remark.message),
    }


def _step(change: StepChange) -> dict[str, Any]:
    return {
        "id": str(change.step.id),
        "key": change.step.key,
        "action": change.action,
        "severity": change.severity,
        "subjects": sorted(str(one.id) for one in change.step.subjects),
        "due": {side: step and step.due.isoformat() for side, step in _sides(change)},
        "state": {side: step and step.state for side, step in _sides(change)},
        "hash": {side: step and step.hash for side, step in _sides(change)},
        "reworded": change.reworded,
        "why": [{"fact": fact, "value": value} for fact, value in change.why],
        "basis": list(change.step.step.basis),
    }


def _sides(change: StepChange) -> tuple[tuple[str, PlannedStep | None], ...]:
    return (("before", change.before), ("after", change.after))


def _rule(change: RuleChange) -> dict[str, Any]:
    return {
        "table": change.table,
        "id": change.id,
        "action": change.action,
        "fields": list(change.fields),
        "customers": None if change.customers is None else list(change.customers),
    }


def _remark(remark: Remark, side: str) -> dict[str, Any]:
    where = remark.where
    return {
        "rule": remark.rule,
        "level": remark.level,
        "side": side,
        "file": where.file,
        "line": where.line,
        "trail": where.trail,
        "message": _pair(remark.message),
    }


def _pair(pair: Pair[Any]) -> dict[str, str]:
    return {language: str(pair[language]) for language in LANGUAGES}


def _value(value: Any) -> Any:
    """A value of the model or of a plan as JSON has it."""
    if isinstance(value, Frozen):
        if isinstance(value, Route):
            return str(value.id)
        return {field.alias or name: _value(getattr(value, name)) for name, field in type(value).model_fields.items()}
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%dT%H:%M:%SZ}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Money):
        return {"amount": str(value.amount), "currency": str(value.currency), "tax": value.tax, "price": value.price}
    if isinstance(value, Pair):
        return _pair(value)
    if isinstance(value, tuple):
        return [_value(one) for one in value]
    return value if value is None or isinstance(value, (bool, int)) else str(value)
