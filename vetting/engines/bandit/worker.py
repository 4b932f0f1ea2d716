"""Runs bandit on a list of files, inside the sandbox.

Reads `{"files": [...], "tests": ["B102", ...]}` on stdin. Prints `{"results": [...],
"skipped": [[path, why], ...], "read": [...]}`. It is bandit's own manager, not its command,
because the command takes files as arguments, which the kernel limits to two megabytes.
"""

import json
import logging
import sys
from typing import Any


def main() -> None:
    """Entry point of the sandboxed process."""
    from bandit.core import config, manager  # type: ignore[import-untyped]

    # A warning on every odd file would fill the output cap of a hostile application.
    logging.disable(logging.CRITICAL)
    asked = json.load(sys.stdin)
    run = manager.BanditManager(
        config.BanditConfig(),
        "file",
        ignore_nosec=True,
        quiet=True,
        profile={"include": asked["tests"], "exclude": []},
    )
    run.files_list = list(asked["files"])
    run.run_tests()
    skipped = [list(pair) for pair in run.get_skipped()]
    body = {
        "results": [_issue(issue) for issue in run.get_issue_list()],
        "skipped": skipped,
        "read": list(run.files_list),
    }
    json.dump(body, sys.stdout)


def _issue(issue: Any) -> dict[str, Any]:
    return {
        "path": issue.fname,
        "line": issue.lineno,
        "test": issue.test_id,
        "confidence": str(issue.confidence).lower(),
        "text": issue.text[:300],
    }


if __name__ == "__main__":
    main()
