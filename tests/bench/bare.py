"""The third-party tools by their own command lines, as somebody without `vet` would run them.

The same rules, files and time for a rule, two workers: semgrep is told to leave nothing out (its
own list of ignored folders takes out `vendor` and tests, where we look too) and to read files of
up to our size. An engine of ours asks only what can matter, so that
its time alone says nothing of what the tool would take; these figures do.
"""

import json
import os
import sys
from pathlib import Path

from tests.bench.measuring import Measured, measured
from vetting.content import Content
from vetting.engines.bandit.engine import tests_of
from vetting.engines.semgrep.engine import RULE_TIMEOUT
from vetting.engines.semgrep.reading import MAX_BYTES
from vetting.engines.semgrep.rules import rules_of

LIMIT = float(os.environ.get("VET_BENCH_LIMIT", "7200"))


def bare_tools(app: Path, content: Content, folder: Path) -> dict[str, Measured]:
    """Each tool on the unpacked application; reports and rules go to `folder`."""
    bin_folder = Path(sys.prefix) / "bin"
    rules = folder / "rules.json"
    rules.write_text(json.dumps({"rules": _semgrep_rules(content)}), encoding="utf-8")
    commands = {
        "semgrep": ["semgrep", "scan", "--config", rules, "--metrics", "off", "--jobs", "2",
                    "--disable-version-check", "--no-git-ignore", "--x-ignore-semgrepignore-files",
                    "--max-target-bytes", MAX_BYTES, "--timeout", RULE_TIMEOUT,
                    "--json", "--output", folder / "semgrep.json", app],
        "credsweeper": ["credsweeper", "--path", app, "--jobs", "2", "--save-json",
                        folder / "secrets.json"],
    }  # fmt: skip
    if any(app.rglob("*.py")):
        wanted = ",".join(sorted(_bandit_tests(content)))
        commands["bandit"] = ["bandit", "-r", app, "-t", wanted, "-f", "json", "-o",
                              folder / "bandit.json"]  # fmt: skip
    environment = os.environ | {"PATH": f"{bin_folder}:{os.environ['PATH']}", "HOME": str(folder)}
    return {
        name: measured([str(bin_folder / command[0]), *map(str, command[1:])], environment, LIMIT)
        for name, command in commands.items()
    }


def _semgrep_rules(content: Content) -> list[object]:
    """Every rule of ours that semgrep answers; those of flows are an engine's of our own."""
    checks = (check for check in content.checks.values() if check.engine == "semgrep")
    return [rule.body for check in checks for rule in rules_of(check) if rule.flow is None]


def _bandit_tests(content: Content) -> set[str]:
    checks = (check for check in content.checks.values() if check.engine == "bandit")
    return {test for check in checks for test in tests_of(check)}
