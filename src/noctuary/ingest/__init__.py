"""Files to dreams: one module a format, and the problems found on the way."""

from noctuary.ingest.catalogue import FORMATS, Format, read_path, read_paths
from noctuary.ingest.found import Found, IngestOptions

__all__ = ["FORMATS", "Format", "Found", "IngestOptions", "read_path", "read_paths"]
