"""Dreams to files: the formats of ``ingest``, outward."""
