"""Inside the sandbox: reads `vet.yaml`, holds it against its schema, opens what it lists."""

import difflib
import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml
from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

from vetting.content import load_yaml
from vetting.engines.package.papers import read
from vetting.model.errors import BadContent
from vetting.sandbox.serving import serve

MOST = 256 << 10
FAULTS = 50
_LINE = re.compile(r":(\d+)$")


def answer(payload: Mapping[str, Any]) -> dict[str, Any]:
    """One answer for each package asked about."""
    validator = Draft202012Validator(payload["schema"])
    return {"packages": [_package(Path(path), validator) for path in payload["manifests"]]}


def _package(path: Path, validator: Draft202012Validator) -> dict[str, Any]:
    plain, faults = _loaded(path)
    if plain is None:
        return {"faults": faults, "manifest": None, "documents": [], "declared": []}
    errors = sorted(validator.iter_errors(plain), key=lambda e: (_line(plain, e), e.message))
    faults += [row for error in errors for row in _faults(plain, error)]
    app = _part(plain, "application")
    name, version = str(app.get("name", "")), str(app.get("version", ""))
    return {
        "faults": faults[:FAULTS],
        "manifest": _manifest(plain, name, version),
        "documents": [_document(path.parent, row, name, version) for row in _rows(plain)],
        "declared": list(_declared(path.parent)),
    }


def _loaded(path: Path) -> tuple[Any, list[dict[str, Any]]]:
    """The mapping with its lines, or None and the fault."""
    try:
        if path.stat().st_size > MOST:
            return None, [_fault(1, "large", "")]
        text = path.read_text(encoding="utf-8-sig")
        if any(isinstance(event, yaml.AliasEvent) for event in yaml.parse(text, yaml.CSafeLoader)):
            return None, [_fault(1, "alias", "")]
        return load_yaml(path), []
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        return None, [_fault(mark.line + 1 if mark else 1, "yaml", str(error.problem))]
    except BadContent as error:
        found = _LINE.search(error.where)
        return None, [_fault(int(found[1]) if found else 1, "yaml", error.message.en)]
    except (OSError, ValueError, RecursionError, yaml.YAMLError) as error:
        return None, [_fault(1, "yaml", type(error).__name__)]


def _fault(line: int, code: str, key: str, detail: str = "") -> dict[str, Any]:
    return {"line": line, "code": code, "key": key[:200], "detail": detail[:200]}


def _faults(plain: Any, error: ValidationError) -> Iterator[dict[str, Any]]:
    """One fault of the schema, with the line of the key that is at fault."""
    line, rule, at = _line(plain, error), str(error.validator), error.absolute_path
    key = ".".join(str(part) for part in at if isinstance(part, str))
    if rule == "required":
        for name in error.validator_value:
            if error.message.startswith(repr(name)):
                yield _fault(line, "missing", str(name))
    elif rule == "additionalProperties":
        known = list(error.schema["properties"])
        for name in sorted(set(error.instance) - set(known)):
            near = difflib.get_close_matches(str(name), known, n=1)
            own = getattr(error.instance, "lines", {}).get(name, line)
            yield _fault(own, "unknown", str(name), near[0] if near else "")
    elif rule in ("enum", "const"):
        choices = error.validator_value if rule == "enum" else [error.validator_value]
        yield _fault(line, "choice", key, ", ".join(map(str, choices)))
    else:
        yield _fault(line, "form", key, f"{rule} {error.validator_value}")


def _line(plain: Any, error: ValidationError) -> int:
    """The line of the innermost key or mapping on the way to the fault."""
    line, node = int(getattr(plain, "line", 1)), plain
    for part in error.absolute_path:
        line = getattr(node, "lines", {}).get(part, line)
        node = node[part]
        line = int(getattr(node, "line", line))
    return line


def _part(plain: Any, key: str) -> Mapping[str, Any]:
    found = plain.get(key)
    return found if isinstance(found, Mapping) else {}


def _rows(plain: Any) -> list[Any]:
    found = plain.get("documents")
    rows = found[:200] if isinstance(found, list) else []
    return [row for row in rows if isinstance(row, Mapping)]


def _manifest(plain: Any, name: str, version: str) -> dict[str, Any]:
    lines = getattr(plain, "lines", {})
    app = _part(plain, "application")
    answers = {str(k): str(v) for k, v in list(_part(plain, "category").items())[:50]}
    return {
        "name": name[:200],
        "version": version[:60],
        "version-line": getattr(app, "lines", {}).get("version", 1),
        "vendor": str(_part(plain, "vendor").get("name", ""))[:200],
        "office": str(_part(plain, "owner").get("office", ""))[:200],
        "answers": answers if "category" in plain else None,
        "lines": {key: int(lines[key]) for key in lines if isinstance(key, str)},
    }


def _document(root: Path, row: Any, name: str, version: str) -> dict[str, Any]:
    words = {key: str(row.get(key, ""))[:400] for key in ("kind", "path", "by", "date", "number")}
    path = words["path"]
    inside = path and not path.startswith("/") and ".." not in path.split("/") and "\\" not in path
    found = read(root / path, name, version) if inside else {"state": "absent"}
    return words | {"line": int(getattr(row, "line", 1))} | found


def _declared(root: Path) -> Iterator[dict[str, Any]]:
    """The version that the application's own package files declare."""
    for name, keys in (("composer.json", ()), ("package.json", ()), ("pubspec.yaml", ()),
                       ("pyproject.toml", ("project",))):  # fmt: skip
        try:
            body = (root / name).read_text(encoding="utf-8")[: MOST * 8]
            plain: Any = _parsed(name, body)
            for key in keys:
                plain = plain[key]
            version = str(plain["version"])
        except (OSError, ValueError, KeyError, TypeError, RecursionError, yaml.YAMLError):
            continue
        yield {"path": name, "version": version.partition("+")[0][:60]}


def _parsed(name: str, body: str) -> Any:
    if name.endswith(".toml"):
        return tomllib.loads(body)
    if name.endswith(".json"):
        return json.loads(body)
    found = re.search(r"^version:\s*['\"]?([^\s'\"#]+)", body, re.M)
    return {"version": found[1]} if found else {}


if __name__ == "__main__":
    serve(answer)
