"""Duties of UU 27/2022 that show in an application's texts, pages and code."""

from vetting.engines.duties.engine import Duties

__all__ = ["Duties"]
