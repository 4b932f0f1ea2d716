"""Archives that lie, and what intake makes of them."""
