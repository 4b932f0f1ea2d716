"""The routes that an application's own code declares, beside the contract it hands in."""

from vetting.engines.routes.engine import Routes

__all__ = ["Routes"]
