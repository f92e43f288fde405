"""Keeps the web server and the worker running together, and the embedded database under them.

Started as `python -m nps.supervise PARENT COMMAND…`, runs the command so that it ends with its parent.
No Django and no setting may enter.
"""

import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from nps import postgres

ROOT = Path(__file__).resolve().parents[1]
HOST = "127.0.0.1"
GRACE = 10  # seconds given to end by themselves
LOOK = 0.2  # seconds between two looks at the children
REVIVE = 5  # seconds between two looks at the database
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class PortTaken(RuntimeError):
    """Nobody can listen there. The text says what to do."""


def serve(*, port: int = 8000, announce: str = "") -> int:
    """Serve the site and run the jobs until Ctrl-C (0) or until one of them dies (1).

    `announce` is printed once the site answers. Raises PortTaken.
    """
    require_free(port)
    web = ["-m", "granian", "--interface", "wsgi", "--host", HOST, "--port", str(port)]
    size = ["--workers", "1", "--blocking-threads", "4", "--log-level", "error", "--no-ws"]
    commands = {
        "web": [sys.executable, *web, *size, "nps.wsgi:application"],
        "worker": [sys.executable, "manage.py", "worker"],
    }
    return supervise(commands, announce=announce, port=port)


def require_free(port: int) -> None:
    """Raise PortTaken when nobody can listen on `port` of this machine."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except (OSError, OverflowError) as fault:
            raise PortTaken(
                f"Nothing was started: port {port} of this machine cannot be used ({fault}). "
                "Stop the program that uses it, or choose another one: PORT=8123 make demo"
            ) from fault


def supervise(commands: Mapping[str, Sequence[str]], *, announce: str = "", port: int = 0) -> int:
    """Run all commands until a stop signal (0) or until one ends (1); leaves no process behind."""
    stop: list[int] = []
    former = {number: signal.signal(number, lambda got, _: stop.append(got)) for number in STOP_SIGNALS}
    children: dict[str, subprocess.Popen] = {}
    try:
        for name, command in commands.items():
            children[name] = _spawn(command)
        ended = _watch(children, stop, announce, port)
    finally:
        _end(children)
        for number, handler in former.items():
            signal.signal(number, handler)
    if ended and not stop:
        code = children[ended].returncode
        sys.stderr.write(f"The {ended} process ended by itself (status {code}): everything was stopped.\n")
        return 1
    return 0


def _spawn(command: Sequence[str]) -> subprocess.Popen:
    bound = [sys.executable, "-m", "nps.supervise", str(os.getpid()), *command]
    # Its own session: Ctrl-C of a terminal reaches us only, and what it starts can be ended with it.
    return subprocess.Popen(bound, cwd=ROOT, stdin=subprocess.DEVNULL, start_new_session=True)


def _watch(children: Mapping[str, subprocess.Popen], stop: list[int], announce: str, port: int) -> str:
    """Wait for a stop signal ("") or the end of a child (its name)."""
    looked = time.monotonic()
    while not stop:
        for name, child in children.items():
            if child.poll() is not None:
                return name
        if announce and _answers(port):
            sys.stdout.write(f"{announce}\n")
            sys.stdout.flush()
            announce = ""
        if time.monotonic() - looked > REVIVE:
            postgres.revive()
            looked = time.monotonic()
        time.sleep(LOOK)
    return ""


def _answers(port: int) -> bool:
    with socket.socket() as line:
        return line.connect_ex((HOST, port)) == 0


def _end(children: Mapping[str, subprocess.Popen]) -> None:
    """TERM to every child, then KILL to whatever remains of its group."""
    for child in children.values():
        if child.poll() is None:
            child.terminate()
    until = time.monotonic() + GRACE
    for child in children.values():
        try:
            child.wait(max(0, until - time.monotonic()))
        except subprocess.TimeoutExpired:
            pass
        try:
            os.killpg(child.pid, signal.SIGKILL)
        except (ProcessLookupError, PermissionError):
            pass  # nobody is left in the group
        child.wait()


def _bound_to(parent: int) -> None:
    """End when the parent ends, even killed (Linux; elsewhere only an orderly stop ends us)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGTERM)  # PR_SET_PDEATHSIG, kept through exec
    if os.getppid() != parent:
        sys.exit("the supervisor is gone")


if __name__ == "__main__":
    _bound_to(int(sys.argv[1]))
    os.execvp(sys.argv[2], sys.argv[2:])  # noqa: S606 - the supervisor's own words
