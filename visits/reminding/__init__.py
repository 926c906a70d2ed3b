"""Digests by mail: who is reminded when, what they say, and how they are sent."""
