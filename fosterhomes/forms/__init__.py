"""Forms check what was typed and hand domain values to the actions."""
