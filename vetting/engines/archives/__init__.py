"""Archives within the application that intake could not open: nobody has seen what they hold."""

from vetting.engines.archives.engine import Archives

__all__ = ["Archives"]
