"""`make demo` without make: the real command, the real server and worker, spoken to over HTTP."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, OpenerDirector, build_opener, urlopen

import pytest

from fosterhomes.project.demo import free_port
from tests import migrated

ROOT = Path(__file__).parent.parent.parent
pytestmark = pytest.mark.long
SMALL_SERVICE = """
from datetime import date
from fosterhomes.models import Duty, Role, Service, User
service = Service.objects.create(name="Demo", demo_on=date(2026, 1, 1))
leader = User.objects.create_user("leader@demo.example", "Lea Leiar")
Duty.objects.create(user=leader, service=service, role=Role.LEADER, from_on=date(2025, 1, 1))
"""


def manage(env: dict[str, str], *arguments: str) -> None:
    subprocess.run([sys.executable, "manage.py", *arguments], cwd=ROOT, env=env, check=True)


@pytest.fixture(scope="module")
def env(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The environment of a demo of its own, with a service that is loaded already."""
    own = {"VAR_DIR": str(tmp_path_factory.mktemp("demo")), "DEMO": "1", "MAP_TILES": "", "SECRET_KEY": "x" * 60}
    kept = {key: value for key, value in os.environ.items() if not key.startswith("DJANGO_") and key != "DATABASE_URL"}
    env = kept | own
    manage(env, "collectstatic", "--noinput", "--verbosity=0")
    if not migrated.lay(Path(env["VAR_DIR"]) / "fosterhomes.sqlite3"):
        manage(env, "migrate", "--verbosity=0")
    manage(env, "shell", "--verbosity=0", "--command", SMALL_SERVICE)
    return env


@contextmanager
def running(env: dict[str, str]) -> Iterator[tuple[subprocess.Popen[str], list[str]]]:
    """Yield the running demo and what it said until it was ready."""
    command = [sys.executable, "manage.py", "demo", f"--port={free_port('127.0.0.1', 18000)}"]
    demo = subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.PIPE, text=True)
    assert demo.stdout is not None
    said: list[str] = []
    try:
        for line in demo.stdout:
            said.append(line.rstrip())
            if line.startswith("Ctrl-C stops it"):
                break
        yield demo, said
    finally:
        demo.send_signal(signal.SIGTERM)
        demo.communicate(timeout=60)


def address_in(said: list[str]) -> str:
    (address,) = re.findall(r"http://127\.0\.0\.1:\d+", "\n".join(said))
    return str(address)


def click(browser: OpenerDirector, address: str, name: str) -> str:
    """Press the button of a demo person on the log-in page; return the page that comes."""
    page = browser.open(f"{address}/account/login/", timeout=20).read().decode()
    assert name in page
    (action,) = re.findall(r'action="(/demo/\d+/)"', page)
    (token, *_) = re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
    return str(
        browser.open(address + action, urlencode({"csrfmiddlewaretoken": token}).encode(), timeout=20).read().decode()
    )


def test_the_demo_starts_offers_its_people_and_stops(env: dict[str, str]) -> None:
    with running(env) as (demo, said):
        address = address_in(said)
        assert any("Lea Leiar" in line and "leader@demo.example" in line for line in said)
        front = click(build_opener(HTTPCookieProcessor(CookieJar())), address, "Lea Leiar")
        assert "Lea" in front
        # Style sheets and scripts come under names that hold their content's hash, as the page wrote them.
        files = re.findall(r'(?:href|src)="(/static/[^"]+)"', front)
        assert files
        for file in files:
            assert re.search(r"\.[0-9a-f]{12}\.", file)
            assert urlopen(address + file, timeout=20).status == 200
    assert demo.returncode == 0


def test_the_demo_says_when_its_worker_dies(env: dict[str, str]) -> None:
    with running(env) as (demo, _):
        children = Path(f"/proc/{demo.pid}/task/{demo.pid}/children").read_text().split()
        worker = next(pid for pid in children if b"worker" in Path(f"/proc/{pid}/cmdline").read_bytes())
        os.kill(int(worker), signal.SIGKILL)
        assert demo.wait(timeout=60) == 1
        assert not any(Path(f"/proc/{pid}").exists() for pid in children)
