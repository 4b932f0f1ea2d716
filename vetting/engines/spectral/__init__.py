"""OpenAPI documents against rulesets in Spectral's format."""

from vetting.engines.spectral.engine import Spectral

__all__ = ["Spectral"]
