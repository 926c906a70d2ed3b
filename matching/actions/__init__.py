"""What people do with calls, proposals and decisions."""
