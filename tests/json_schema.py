"""A small reader of JSON Schemas, and of YAML as editors read it: what our schema uses, and nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import yaml

KEYWORDS = {
    *("$ref", "$schema", "$defs", "title", "description", "default"),
    *("type", "enum", "pattern", "maxLength", "minimum", "minItems", "items", "anyOf"),
    *("properties", "patternProperties", "additionalProperties", "required"),
}
TYPES = {
    "object": dict,
    "array": list,
    "string": str,
    "boolean": bool,
    "integer": int,
    "number": (int, float),
    "null": type(None),
}


def mistakes(value: Any, schema: Mapping[str, Any], whole: Mapping[str, Any], trail: str = "") -> Iterator[str]:
    """Where a value is not what the schema says."""
    assert set(schema) <= KEYWORDS, f"the schema has learned {set(schema) - KEYWORDS}"
    if "$ref" in schema:
        yield from mistakes(value, whole["$defs"][schema["$ref"].removeprefix("#/$defs/")], whole, trail)
    if "anyOf" in schema and all(list(mistakes(value, one, whole, trail)) for one in schema["anyOf"]):
        yield f"{trail}: none of them"
    kinds = schema.get("type", [])
    if kinds and not any(_is(value, kind) for kind in ([kinds] if isinstance(kinds, str) else kinds)):
        yield f"{trail}: not {kinds}"
    if "enum" in schema and not any(
        value == one and isinstance(value, bool) == isinstance(one, bool) for one in schema["enum"]
    ):
        yield f"{trail}: {value!r} is not one of {schema['enum']}"
    if isinstance(value, str):
        if "pattern" in schema and not re.search(schema["pattern"], value):
            yield f"{trail}: {value!r} does not match"
        if len(value) > schema.get("maxLength", len(value)):
            yield f"{trail}: too long"
    if isinstance(value, int) and value < schema.get("minimum", value):
        yield f"{trail}: too small"
    if isinstance(value, list):
        if len(value) < schema.get("minItems", 0):
            yield f"{trail}: too few"
        for index, one in enumerate(value):
            yield from mistakes(one, schema.get("items", {}), whole, f"{trail}[{index}]")
    if isinstance(value, dict):
        yield from (f"{trail}: {key} is missing" for key in schema.get("required", ()) if key not in value)
        for key, one in value.items():
            yield from _key_mistakes(key, one, schema, whole, f"{trail}.{key}")


def closed(schema: Mapping[str, Any]) -> Mapping[str, Any]:
    """The schema with no other keys than those that it names: for what we write ourselves."""
    told = {key: _closed(value) for key, value in schema.items()}
    return {"additionalProperties": False} | told if "properties" in schema else told


def _closed(value: Any) -> Any:
    if isinstance(value, dict):
        return closed(value)
    return [_closed(one) for one in value] if isinstance(value, list) else value


def _key_mistakes(
    key: str, value: Any, schema: Mapping[str, Any], whole: Mapping[str, Any], trail: str
) -> Iterator[str]:
    fitting = [one for pattern, one in schema.get("patternProperties", {}).items() if re.search(pattern, key)]
    fitting += [schema["properties"][key]] if key in schema.get("properties", {}) else []
    others = schema.get("additionalProperties", True)
    if not fitting and others is False:
        yield f"{trail}: not a key"
    if not fitting and isinstance(others, dict):
        fitting = [others]
    for one in fitting:
        yield from mistakes(value, one, whole, trail)


def _is(value: Any, kind: str) -> bool:
    return isinstance(value, TYPES[kind]) and (kind == "boolean" or not isinstance(value, bool))


class EditorsYaml(yaml.BaseLoader):
    """Types scalars as YAML 1.2 does, which editors read: true, numbers; neither yes nor dates nor octal numbers."""


EditorsYaml.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("^(?:true|false)$"), list("tf"))
EditorsYaml.add_implicit_resolver("tag:yaml.org,2002:int", re.compile("^[-+]?[0-9]+$"), list("-+0123456789"))
EditorsYaml.add_implicit_resolver(
    "tag:yaml.org,2002:float", re.compile(r"^[-+]?[0-9]+(?:\.[0-9]*)?(?:e[-+]?[0-9]+)?$"), list("-+0123456789")
)
EditorsYaml.add_constructor("tag:yaml.org,2002:bool", lambda _, node: node.value == "true")
EditorsYaml.add_constructor("tag:yaml.org,2002:int", lambda _, node: int(node.value))
EditorsYaml.add_constructor("tag:yaml.org,2002:float", lambda _, node: float(node.value))
