"""Signed records of what people decided: keys, envelopes, and the file that only grows.

`secret` is the one module that holds a signing key; no process that reads an application
imports it (tests/unit/attest/test_walls.py).
"""
