"""OpenAPI documents as promises: operations, parameters and shapes, with their lines."""
