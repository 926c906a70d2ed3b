"""What the service tells others about itself: half-year figures, the council's report, the month, inspection."""
