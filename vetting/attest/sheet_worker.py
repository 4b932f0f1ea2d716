"""Inside the sandbox: read an answer sheet. Takes `{"path": …}` on stdin, prints its rows."""

import csv
import io
import json
import sys
from pathlib import Path
from typing import Any

import yaml

from vetting.attest.sheet import MAX_BYTES


def rows(path: Path) -> Any:
    """The rows of a CSV or YAML sheet; anything else raises."""
    if path.stat().st_size > MAX_BYTES:
        raise ValueError("too large")
    text = path.read_bytes().decode("utf-8-sig")
    if path.suffix.lower() in (".yaml", ".yml"):
        if any(isinstance(event, yaml.AliasEvent) for event in yaml.parse(text, yaml.CSafeLoader)):
            raise ValueError("aliases")
        return yaml.load(text, yaml.CSafeLoader)
    dialect = ";" if text.split("\n", 1)[0].count(";") > text.split("\n", 1)[0].count(",") else ","
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=dialect, strict=True))


if __name__ == "__main__":
    print(json.dumps({"rows": rows(Path(json.load(sys.stdin)["path"]))}, default=str))
