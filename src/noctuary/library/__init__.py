"""The library: one owner's dreams, kept, read, found and compared. What other programs import."""

from noctuary.library.facade import Library
from noctuary.library.files import default_path, restore
from noctuary.library.intake import ImportSummary

__all__ = ["ImportSummary", "Library", "default_path", "restore"]
