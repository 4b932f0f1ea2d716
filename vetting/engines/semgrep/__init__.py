"""The adapter of semgrep: our own rules, one process for all checks and languages."""

from vetting.engines.semgrep.engine import SemgrepEngine

__all__ = ["SemgrepEngine"]
