"""Files to dreams: one module a format, and the problems found on the way."""
