"""What a server does not load before it is needed, and what it gives back."""

import subprocess
import sys

from tests import running

LATER = ("markdown", "nh3", "_sysconfigdata", "weasyprint", "docx", "openpyxl")
LOADED = f"""
import sys
import sras.cli
from sras.factory import features
features()
print([name for name in sys.modules if name.startswith({LATER})])
"""


def test_a_server_at_rest_is_without_what_few_pages_need():
    done = subprocess.run(
        [sys.executable, "-c", LOADED], capture_output=True, check=True, cwd=running.ROOT
    )
    assert done.stdout.strip() == b"[]"


# A hundred megabytes are freed with a block behind them that is held.
FREED = """
import sys, time
from pathlib import Path
from sras.core import memory

def held():
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096 / 1e6

memory.hold_little()
memory.tend()
many = [bytes(1_000) for _each in range(100_000)]
behind = bytes(1_000)
full = held()
del many
memory.worked()
until = time.monotonic() + 20
while held() > full - 50 and time.monotonic() < until:
    time.sleep(0.05)
print(full - held() > 50)
"""


def test_what_was_freed_goes_back_though_something_lies_behind_it():
    done = subprocess.run(
        [sys.executable, "-c", FREED], capture_output=True, check=True, cwd=running.ROOT
    )
    assert done.stdout.strip() == b"True"
