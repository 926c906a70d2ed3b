"""Verbs of the register: keyword-only, `by` and `at` among the arguments, one transaction, one audit event."""
