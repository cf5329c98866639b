"""Templates compiled ahead by a process of their own.

Compiling takes memory that the process never gives back: 3 MB for those that a team uses. So a
child does it at the first start after the templates changed, and the server only reads.
"""

import hashlib
import logging
import os
import shutil
import tempfile
from contextlib import suppress
from pathlib import Path

import jinja2
from flask import Flask
from jinja2.bccache import Bucket, bc_magic

log = logging.getLogger("sras")


class ReadOnly(jinja2.FileSystemBytecodeCache):
    """Reads what was compiled ahead; what is missing is compiled in memory and not kept."""

    def load_bytecode(self, bucket: Bucket) -> None:
        """Read it where it can be read."""
        with suppress(OSError):
            super().load_bytecode(bucket)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep nothing: a full disk must not stop a page."""


def read_from(app: Flask, cache: Path) -> None:
    """Let the app take its templates from where these very ones were compiled, if they were."""
    templates = Path(app.root_path) / str(app.template_folder)
    digest = hashlib.blake2b(bc_magic, digest_size=10)
    for path in sorted(templates.rglob("*.*")):
        changed = path.stat().st_mtime_ns
        digest.update(f"{path.relative_to(templates)}\0{changed}\0".encode())
    app.jinja_env.bytecode_cache = ReadOnly(str(cache / "templates" / digest.hexdigest()))


def ahead(app: Flask) -> None:
    """Compile every template in a child, unless that was done; to be called before any thread.

    Where it cannot be done, the server compiles for itself; that costs memory and no page.
    """
    place = Path(app.jinja_env.bytecode_cache.directory)  # type: ignore[union-attr]
    if place.is_dir():
        return
    try:
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft = Path(tempfile.mkdtemp(dir=place.parent))
        child = os.fork()
        if child == 0:
            _compile_and_leave(app.jinja_env, draft)
        _pid, status = os.waitpid(child, 0)
        if status:
            log.warning("templates were not compiled ahead")
        else:
            draft.rename(place)
    except OSError as error:
        log.warning("templates were not compiled ahead: %s", error)
    _drop_others(place)


def _compile_and_leave(jinja: jinja2.Environment, draft: Path) -> None:
    code = 1
    try:
        jinja.bytecode_cache = jinja2.FileSystemBytecodeCache(str(draft))
        jinja.cache = None  # those that were read already are compiled once more
        for name in jinja.list_templates():
            jinja.get_template(name)
        code = 0
    finally:
        os._exit(code)  # nothing that the parent holds is closed or written


def _drop_others(place: Path) -> None:
    with suppress(OSError):
        for old in place.parent.iterdir():
            if old != place:
                shutil.rmtree(old, ignore_errors=True)
