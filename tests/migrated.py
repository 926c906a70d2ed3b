"""A migrated database of SQLite, made once by the migrations themselves and copied wherever a test needs a new one.

To migrate takes a quarter of a minute of a processor. The copy is kept in `var` under a name that changes with the
code and the packages, so the first run after a change migrates again; PostgreSQL, whose cluster is new, always does.
"""

import os
import shutil
import sqlite3
from contextlib import closing
from hashlib import sha256
from pathlib import Path

ROOT = Path(__file__).parent.parent
KEPT = ROOT / "var" / "tests"
OURS = ("fosterhomes", "visits", "matching")


def kept() -> Path:
    """Return where the database lies that belongs to the code as it stands."""
    digest = sha256((ROOT / "requirements.txt").read_bytes())
    for path in sorted(path for app in OURS for path in (ROOT / app).rglob("*.py")):
        digest.update(str(path.relative_to(ROOT)).encode() + path.read_bytes())
    return KEPT / f"migrated-{digest.hexdigest()[:16]}.sqlite3"


def lay(target: str | Path) -> bool:
    """Copy the migrated database to `target`. Return whether there was one."""
    try:
        shutil.copyfile(kept(), target)
    except FileNotFoundError:
        return False
    return True


def keep(connection: sqlite3.Connection) -> None:
    """Keep what a connection shows, a database just migrated, in the place of older ones."""
    KEPT.mkdir(parents=True, exist_ok=True)
    path = kept()
    new = path.with_suffix(f".{os.getpid()}")
    with closing(sqlite3.connect(new)) as copy:
        connection.backup(copy)
    for old in KEPT.glob("migrated-*.sqlite3"):
        old.unlink(missing_ok=True)
    new.replace(path)
