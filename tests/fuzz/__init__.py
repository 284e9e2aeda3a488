"""A search for files that break the loader or the importers; not part of ``make test``."""
