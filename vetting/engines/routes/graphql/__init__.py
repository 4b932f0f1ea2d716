"""GraphQL: schemas over several files, inside code too, and the documents that ask them."""

from vetting.engines.routes.graphql.embedded import mentions
from vetting.engines.routes.graphql.package import MANIFESTS, NAMED, judged

__all__ = ["MANIFESTS", "NAMED", "judged", "mentions"]
