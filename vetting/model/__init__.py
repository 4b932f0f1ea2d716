"""The nouns of the domain: frozen types on the standard library alone."""
