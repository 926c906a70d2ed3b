"""Forms of visits: they validate and return what the actions take."""
