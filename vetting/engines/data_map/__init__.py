"""Where personal data is: entities, columns and flows, from schemas and code."""

from vetting.engines.data_map.engine import DataMap

__all__ = ["DataMap"]
