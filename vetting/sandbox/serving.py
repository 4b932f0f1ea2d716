"""How a worker inside the sandbox is spoken to: one JSON document in, one out."""

import json
import sys
from collections.abc import Callable
from typing import Any


def serve(answer: Callable[[Any], Any]) -> None:
    """Answer the JSON question on stdin with JSON on stdout."""
    question = json.loads(sys.stdin.buffer.read().decode(errors="surrogateescape"))
    json.dump(answer(question), sys.stdout)
