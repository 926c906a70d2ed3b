"""Visits in calendars: the days of a visitor or a home, as pages draw them and as files that calendar programs read."""
