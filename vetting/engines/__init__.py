"""Adapters: one module (or package) a tool, each from (checks, tree) to outcomes."""
