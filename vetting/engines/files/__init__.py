"""Rules over the bytes of every file: what no parser of a language would look at."""

from vetting.engines.files.engine import Files

__all__ = ["Files"]
