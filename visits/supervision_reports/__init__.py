"""Reports of supervision visits: their states as data, what they must hold, and how lists and pages show them."""
