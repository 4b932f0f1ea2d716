"""Screens of mobile applications, read from their source: Android layouts, Flutter, Compose."""

from vetting.engines.layouts.engine import Layouts

__all__ = ["Layouts"]
