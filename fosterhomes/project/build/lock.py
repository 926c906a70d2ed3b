"""Solve the locked dependencies anew: Python by uv for every supported version, front end by npm.

The lock files name packages, versions and hashes, and no registry, host or path.
"""

import os
import subprocess
import sys
import tomllib
from pathlib import Path

from fosterhomes.project.build import ROOT
from fosterhomes.project.build.frontend import npm

LOCKS = {"requirements.txt": [], "requirements-dev.txt": ["--extra", "dev"]}
ROADS = "requirements-roads.txt"
OPTIONS = ["--universal", "--python-version", "3.11", "--generate-hashes"]
# A lock with an index address in it would tie every machine to the one it was solved on.
PLAIN = ["--no-header", "--no-annotate", "--no-emit-index-url", "--no-emit-find-links", "--quiet"]


def lock_python(name: str, source: list[str], wanted: str = "") -> None:
    """Solve what `source` asks for (``-``: the lines of `wanted`) into the lock file `name`."""
    uv = str(Path(sys.executable).with_name("uv"))
    command = [uv, "pip", "compile", *source, *OPTIONS, *PLAIN, "--upgrade", "-o", name]
    environment = {**os.environ, "UV_NO_CONFIG": "1"}
    subprocess.run(command, cwd=ROOT, check=True, input=wanted, text=True, stdout=subprocess.DEVNULL, env=environment)


def lock_roads() -> None:
    """Lock the road engine by itself: what it needs besides is in the other two, and it goes on top of either."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    lock_python(ROADS, ["-", "--no-deps"], "\n".join(project["optional-dependencies"]["roads"]))


def main() -> None:
    for name, extra in LOCKS.items():
        print(f"Solving {name}", flush=True)
        lock_python(name, ["pyproject.toml", *extra])
    print(f"Solving {ROADS}", flush=True)
    lock_roads()
    print("Solving package-lock.json", flush=True)
    npm("update", "--package-lock-only")


if __name__ == "__main__":
    main()
