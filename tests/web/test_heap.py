from __future__ import annotations

import os
import platform
import subprocess
import sys

import pytest

# What is freed lies below something small that is not, as it does in every program that runs for long.
HELD = """
import re
from pathlib import Path
from noctuary.web.heap import give_back_early
{call}
for _ in range(3):
    large = bytes(b"1") * (24 << 20)
    small = bytes(b"2") * 40_000
    del large
kept = []
for _ in range(6):
    large = bytes(b"1") * (24 << 20)
    kept.append(bytes(b"2") * 40_000)
    del large
print(int(re.search(r"VmRSS:\\s+(\\d+)", Path("/proc/self/status").read_text())[1]) // 1024)
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="another C library")
def test_what_is_large_is_given_back() -> None:
    def held(call: str) -> int:
        # Dask sets some of what is tried here, for the processes that it starts.
        env = {name: value for name, value in os.environ.items() if not name.startswith("MALLOC_")}
        return int(
            subprocess.check_output([sys.executable, "-c", HELD.format(call=call)], env=env, text=True)
        )

    assert held("give_back_early()") + 20 < held("pass")
