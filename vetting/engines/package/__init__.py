"""The papers of a submission: its `vet.yaml`, the documents it lists, and what they say."""

from vetting.engines.package.engine import Package

__all__ = ["Package"]
