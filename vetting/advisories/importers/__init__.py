"""Readers of advisory databases, one module a format."""
