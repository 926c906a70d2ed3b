"""Verbs of visits: keyword-only, `by` and `at` among the arguments, one transaction, an audit event."""
