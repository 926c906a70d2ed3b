"""What `visits` adds to the demo service: decisions to reduce, pauses, and a year and a half of visits."""
