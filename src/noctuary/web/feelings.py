"""What each feeling is called and drawn with, the same on every page."""

from __future__ import annotations

from typing import Final

from noctuary.scheme import Scale
from noctuary.scheme.symbols import CLASSES

#: The sign that says the same as the hue.
GLYPHS: Final = {"AN": "▲", "AP": "◆", "SD": "▼", "CO": "~", "HA": "●"}
#: What it is called, in the order of the scheme.
NAMES: Final = CLASSES[Scale.EMOTIONS]
