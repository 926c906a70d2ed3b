"""Run a command with DATABASE_URL pointing at a PostgreSQL cluster of its own, thrown away afterwards.

    python -m tests.postgres COMMAND [ARGUMENT ...]

The cluster lives in a temporary folder and listens on a socket there and on no port, so that it meets no other
cluster of the machine. Without PostgreSQL's server programs the command is skipped with a sentence, or, with
REQUIRE_POSTGRES=1, the run fails.
"""

import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

HOW_TO_INSTALL = "PostgreSQL's server is not installed. On Debian: apt-get install postgresql"
NEW_CLUSTER = ["-U", "postgres", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"]
# Nothing of this cluster is meant to survive a crash; what is left out here is what makes a commit slow.
FAST = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off"


def programs() -> Path | None:
    """Return the folder of `initdb` and `pg_ctl`; Debian keeps one for each version, outside PATH."""
    versions = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    newest = max(versions, key=lambda path: float(path.parts[-3]), default=None)
    found = shutil.which("initdb") or newest
    return Path(found).parent if found else None


def as_owner(command: list[str]) -> list[str]:
    """Return the command as the user who may own a cluster: PostgreSQL refuses to run as root."""
    return ["runuser", "-u", "postgres", "--", *command] if os.geteuid() == 0 else command


def run(*command: str | Path) -> None:
    """Run a step of PostgreSQL's own. When it fails, show what it said and raise `CalledProcessError`."""
    words = as_owner([str(word) for word in command])
    result = subprocess.run(words, cwd="/", stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if result.returncode:
        print(result.stdout, file=sys.stderr)
    result.check_returncode()


@contextmanager
def folder() -> Iterator[Path]:
    """Yield a new folder that belongs to the cluster's owner."""
    with tempfile.TemporaryDirectory(prefix="fosterhomes-pg-") as name:
        if os.geteuid() == 0:
            owner = pwd.getpwnam("postgres")
            os.chown(name, owner.pw_uid, owner.pw_gid)
        yield Path(name)


@contextmanager
def cluster(bin_dir: Path) -> Iterator[str]:
    """Yield the DATABASE_URL of a running cluster; stop it when the block is left, however that happens."""
    with folder() as home:
        data, log = home / "data", home / "log"
        run(bin_dir / "initdb", "-D", data, *NEW_CLUSTER)
        options = f"-k {home} -c listen_addresses='' {FAST}"
        # Without -l the server would hold this program's output open, and a pipe would never end.
        run(bin_dir / "pg_ctl", "-D", data, "-w", "-t", "60", "-l", log, "-o", options, "start")
        try:
            yield f"postgres://postgres@{quote(str(home), safe='')}/postgres"
        finally:
            run(bin_dir / "pg_ctl", "-D", data, "-w", "-m", "immediate", "stop")


def main(command: list[str]) -> int:
    bin_dir = programs()
    if bin_dir is None:
        required = os.environ.get("REQUIRE_POSTGRES") == "1"
        print(f"{'Failed' if required else 'Skipped'}: {HOW_TO_INSTALL}", file=sys.stderr)
        return 1 if required else 0
    # Told to stop, leave through the blocks above, which stop the cluster and remove its folder.
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(128 + number))
    with cluster(bin_dir) as url:
        return subprocess.run(command, env={**os.environ, "DATABASE_URL": url}).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
