"""Secrets that were left in the application: keys, tokens, passwords."""

from vetting.engines.secrets.engine import Secrets

__all__ = ["Secrets"]
