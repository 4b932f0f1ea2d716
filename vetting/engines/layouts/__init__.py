"""Screens of mobile applications, read from their source: Android layouts and Flutter widgets."""

from vetting.engines.layouts.engine import Layouts

__all__ = ["Layouts"]
