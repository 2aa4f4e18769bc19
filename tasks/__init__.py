"""One step outside the case database: thin, retried, safe to repeat."""
