"""The parent of server and worker, with small programs of our own in their place."""

import os
import signal
import subprocess
import sys
import textwrap
import time

PARENT = """
import sys
from fosterhomes.project.processes import Together
programs = Together(
    {"server": [sys.executable, "-c", sys.argv[1]], "worker": [sys.executable, "-c", sys.argv[2]]}, patience=1.0
)
programs.start()
print(*[program.pid for program in programs._running.values()], flush=True)
print(programs.wait(), flush=True)
"""
SLEEPS = "import time; time.sleep(60)"
DIES = "import sys; sys.exit(3)"
STUBBORN = """
import signal, time
told = []
def asked(number, frame):
    told.append(number)
    if len(told) == 2:
        raise SystemExit
signal.signal(signal.SIGTERM, asked)
print('ready', flush=True)
while True:
    time.sleep(0.05)
"""


def start(server: str, worker: str) -> tuple[subprocess.Popen[str], list[int]]:
    command = [sys.executable, "-c", textwrap.dedent(PARENT), server, worker]
    parent = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    return parent, [int(pid) for pid in parent.stdout.readline().split()]


def is_gone(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return False


def test_a_program_that_dies_takes_the_other_along_and_is_named() -> None:
    parent, pids = start(SLEEPS, DIES)
    said, _ = parent.communicate(timeout=20)
    assert said.strip() == "('worker', 3)"
    assert all(map(is_gone, pids))


def test_sigterm_stops_both_and_names_nobody() -> None:
    parent, pids = start(SLEEPS, SLEEPS)
    parent.send_signal(signal.SIGTERM)
    said, _ = parent.communicate(timeout=20)
    assert said.strip() == "None"
    assert all(map(is_gone, pids))


def test_ctrl_c_is_told_to_the_programs_once() -> None:
    parent, pids = start(SLEEPS, SLEEPS)
    # A terminal sends it to the whole foreground group, to which the programs must not belong.
    assert all(os.getpgid(pid) != os.getpgid(parent.pid) for pid in pids)
    parent.send_signal(signal.SIGINT)
    said, _ = parent.communicate(timeout=20)
    assert said.strip() == "None"
    assert all(map(is_gone, pids))


def test_a_program_that_keeps_on_is_told_again() -> None:
    parent, pids = start(SLEEPS, STUBBORN)
    assert parent.stdout is not None
    assert parent.stdout.readline().strip() == "ready"
    began = time.monotonic()
    parent.send_signal(signal.SIGTERM)
    parent.communicate(timeout=30)
    assert all(map(is_gone, pids))
    assert 0.5 < time.monotonic() - began < 10
