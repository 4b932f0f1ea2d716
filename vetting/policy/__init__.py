"""Policy files to one resolved policy, or an error that names file, line and remedy."""

from vetting.policy.resolve import resolve

__all__ = ["resolve"]
