"""The adapter of bandit: Python's syntax tree, chosen tests, all suppression off."""

from vetting.engines.bandit.engine import BanditEngine

__all__ = ["BanditEngine"]
