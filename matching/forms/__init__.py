"""Forms of matching, by page."""
