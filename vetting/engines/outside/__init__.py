"""Services outside the application: where they stand, and what they do with data."""

from vetting.engines.outside.engine import Outside

__all__ = ["Outside"]
