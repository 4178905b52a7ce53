"""A customer's file written from exports as a person would have written it; what they lack is said in comments."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from generator.catalog import Catalog
from generator.importers.found import BOUGHT, FIELDS, FoundLicences, FoundTenant
from generator.importers.naming import named_offer
from generator.importers.subscriptions import Imported, Say, imported
from generator.load import Commented, Value, scalar, written_item


def customer_text(tenant: FoundTenant, files: Sequence[str], day: date, catalog: Catalog, say: Say) -> str:
    """The YAML of a new customer; ``day``: when it is planned, and when the licences were counted."""
    lines = [f"# {say('head', files=', '.join(files), day=day)}"] if files else []
    lines += [f"# {say('note', kind, **values)}" for kind, values in tenant.notes]
    lines += [f"planned_on: {day}", *_section("customer", {"name": tenant.name}, say)]
    known = {"id": tenant.id} if tenant.id else {}
    lines += _section("tenant", {**known, "domain": tenant.domain, "country": tenant.country}, say)
    rows = [value for row in tenant.licences if (value := licence_value(row, day, catalog))]
    lines += ["licences:", *_items("licences", rows, flow=True)] if rows else []
    subscriptions = [subscription_value(one, say) for one in imported(tenant.subscriptions, catalog)]
    return "\n".join([*lines, "subscriptions:", *_items("subscriptions", subscriptions, flow=False)]) + "\n"


def licence_value(row: FoundLicences, day: date, catalog: Catalog) -> Commented | None:
    """A row of ``licences`` with the offer's name behind it; None where its offer has no name that a file takes."""
    named = named_offer(row.clue, catalog)
    if not named.key:
        return None
    values: dict[str, Value] = {"offer": named.key, "assigned": str(row.assigned), "on": day.isoformat()}
    return Commented(values, str(named.offer.name) if named.offer else "")


def subscription_value(one: Imported, say: Say) -> Mapping[str, Value]:
    """A subscription with its comments; what is needed and missing has one in its place, what is usual at the end."""
    values: dict[str, Value] = {"id": one.id}
    for key in FIELDS:
        if key == "channel":
            values["bought"] = _bought(one, say)
        elif key not in BOUGHT:
            values[key] = Commented(one.values.get(key), one.comment(key, say))
    if lacking := [key for key in one.missing if key not in BOUGHT]:
        values[", ".join(lacking)] = Commented(None, say("missing"))
    return values


def _bought(one: Imported, say: Say) -> Value:
    remarks = [f"{key}: {comment}" for key in BOUGHT if (comment := one.comment(key, say))]
    remarks += [f"commerce: {say('missing')}"] if "commerce" in one.missing else []
    known: dict[str, Value] = {key: one.values[key] for key in BOUGHT if key in one.values}
    return Commented(known, say("semicolon").join(remarks))


def _section(key: str, values: Mapping[str, str], say: Say) -> list[str]:
    """A mapping's lines; where nothing of it is known, empty braces: a key that holds nothing is no mapping."""
    lines = [
        f"{name}: {scalar(value, name)}" if value else f"# {name}: {say('needed')}" for name, value in values.items()
    ]
    if not any(values.values()):
        return [f"{key}: {{}}  # {say('semicolon').join(line.removeprefix('# ') for line in lines)}"]
    return [f"{key}:", *(f"  {line}" for line in lines)]


def _items(key: str, values: Sequence[Value], *, flow: bool) -> list[str]:
    return [
        f"  {line}" for number, value in enumerate(values) for line in written_item(value, (key, number), flow=flow)
    ]
