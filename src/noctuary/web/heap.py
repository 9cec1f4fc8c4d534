"""How the process of a reading room, which runs for days, gives memory back to the system."""

from __future__ import annotations

import ctypes
import platform
from typing import Final

# Of malloc.h of the GNU C library, where they are negative numbers.
_TRIM_THRESHOLD: Final = -1
_MMAP_THRESHOLD: Final = -3
_ARENA_MAX: Final = -8

_LARGE: Final = 1 << 20
_ARENAS: Final = 2


def give_back_early() -> None:
    """Have what is large given back as soon as it is freed, and few threads hold memory of their own.

    The GNU C library begins so. But each time that something large is freed, it takes all up to that size from its heap
    from then on, where freed memory stays as long as anything lies above it; and each thread has such a heap. With a
    million dreams that is a quarter of all that a room holds. Call it before there are threads; where there is another
    C library, nothing is done.

    Examples
    --------
    >>> give_back_early()
    """
    if platform.libc_ver()[0] == "glibc":
        library = ctypes.CDLL(None)
        for what, value in (
            (_MMAP_THRESHOLD, _LARGE),
            (_TRIM_THRESHOLD, _LARGE),
            (_ARENA_MAX, _ARENAS),
        ):
            library.mallopt(what, value)
