"""Accessibility of rendered pages: axe-core in Chromium, one kept page, no page code run."""

from vetting.engines.browser.engine import Browser

__all__ = ["Browser"]
