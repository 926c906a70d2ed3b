"""Solve the locked dependencies anew: Python by uv for every supported version, front end by npm.

The lock files name packages, versions and hashes, and no registry, host or path.
"""

import os
import subprocess
import sys
from pathlib import Path

from fosterhomes.project.build import ROOT
from fosterhomes.project.build.frontend import npm

LOCKS = {"requirements.txt": [], "requirements-dev.txt": ["--extra", "dev"]}
OPTIONS = ["--universal", "--python-version", "3.11", "--generate-hashes"]
# A lock with an index address in it would tie every machine to the one it was solved on.
PLAIN = ["--no-header", "--no-annotate", "--no-emit-index-url", "--no-emit-find-links", "--quiet"]


def lock_python(name: str, extra: list[str]) -> None:
    uv = str(Path(sys.executable).with_name("uv"))
    command = [uv, "pip", "compile", "pyproject.toml", *extra, *OPTIONS, *PLAIN, "--upgrade", "-o", name]
    subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL, env={**os.environ, "UV_NO_CONFIG": "1"})


def main() -> None:
    for name, extra in LOCKS.items():
        print(f"Solving {name}", flush=True)
        lock_python(name, extra)
    print("Solving package-lock.json", flush=True)
    npm("update", "--package-lock-only")


if __name__ == "__main__":
    main()
