"""vet: a policy-driven filter for applications that third parties build."""

__version__ = "0.1.0"
