"""What was submitted and decided; the only package that knows SQL besides advisories."""
