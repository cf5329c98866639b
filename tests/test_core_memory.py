"""What a server does not load before it is needed."""

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
