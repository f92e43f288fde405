"""The supervisor, with real children: whatever happens, nobody is left behind."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from nps.supervise import PortTaken, require_free

ROOT = Path(__file__).resolve().parents[2]
SUPERVISOR = (
    "import sys, json; from nps.supervise import supervise; sys.exit(supervise(json.loads(sys.argv[1])))"
)
# A child that starts one of its own, writes both numbers, then waits.
PARENT = """
import os, pathlib, subprocess, sys, time
grandchild = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
pathlib.Path(sys.argv[1]).write_text(f"{os.getpid()} {grandchild.pid} ")
time.sleep(600)
"""
STUBBORN = """
import pathlib, signal, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
pathlib.Path(sys.argv[1]).write_text("up ")
time.sleep(600)
"""


@pytest.fixture
def office(tmp_path):
    """A supervisor with two families of processes, and the numbers of them all."""
    words = {name: [sys.executable, "-c", PARENT, str(tmp_path / name)] for name in ("web", "worker")}
    process = supervisor(words)
    numbers = [int(word) for name in words for word in written(tmp_path / name)]
    yield process, numbers
    process.kill()
    for number in numbers:
        if alive(number):
            os.kill(number, signal.SIGKILL)
    process.communicate()


def supervisor(commands):
    return subprocess.Popen(
        [sys.executable, "-c", SUPERVISOR, json.dumps(commands)], cwd=ROOT, stderr=subprocess.PIPE, text=True
    )


def written(path):
    wait_until(lambda: path.exists() and path.read_text().endswith(" "))
    return path.read_text().split()


def alive(number):
    """Whether the process runs; one that only waits to be buried does not."""
    try:
        return Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def wait_until(condition, seconds=30):
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until, "waited too long"
        time.sleep(0.05)


linux = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")


@linux
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_stop_signal_ends_everybody_and_is_a_success(office, number):
    process, numbers = office
    assert all(alive(n) for n in numbers)
    process.send_signal(number)
    assert process.wait(30) == 0
    assert not any(alive(n) for n in numbers)


@linux
def test_the_death_of_one_child_ends_everybody_and_is_a_failure(office):
    process, numbers = office
    os.kill(numbers[2], signal.SIGKILL)
    _, said = process.communicate(timeout=30)
    assert process.returncode == 1
    assert "The worker process ended by itself (status -9): everything was stopped." in said
    assert not any(alive(n) for n in numbers)


@linux
def test_children_end_with_a_killed_supervisor(office):
    process, numbers = office
    process.kill()
    wait_until(lambda: not alive(numbers[0]) and not alive(numbers[2]))


@linux
def test_a_child_that_does_not_listen_is_killed(tmp_path):
    process = supervisor({"deaf": [sys.executable, "-c", STUBBORN, str(tmp_path / "up")]})
    written(tmp_path / "up")
    process.send_signal(signal.SIGINT)
    assert process.wait(30) == 0
    process.communicate()


def test_a_command_that_cannot_start_ends_everybody():
    process = supervisor(
        {"web": [sys.executable, "-c", "import time; time.sleep(600)"], "worker": ["/nowhere"]}
    )
    _, said = process.communicate(timeout=30)
    assert process.returncode == 1
    assert "The worker process ended by itself" in said


def test_a_taken_port_is_told_before_anything_starts():
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(PortTaken, match=f"port {port} .* PORT=8123 make demo"):
            require_free(port)
    require_free(port)


def test_a_port_that_does_not_exist_is_told():
    with pytest.raises(PortTaken, match="port 70000"):
        require_free(70000)
