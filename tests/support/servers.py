"""Real PostgreSQL servers for tests that look at the ground itself, never the suite's own database."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from nps.logins import APP, DATABASE

ROOT = Path(__file__).resolve().parents[2]
# Another process using the server: says it is ready, then waits to be told to leave.
_USER = (
    "import sys; from pathlib import Path; from nps import postgres; {before}; "
    "print(postgres.start(Path(sys.argv[1])), flush=True); sys.stdin.read()"
)


def connect(host: str, user: str = APP, dbname: str = DATABASE, *, autocommit: bool = True, **rest):
    """A plain connection; by default the application's login on the product's database."""
    place = {"port": 5432, "user": user, "dbname": dbname, "autocommit": autocommit}
    return psycopg.connect(host=host, **place | rest)


class UserOf:
    """Another process that uses the embedded server of `folder`; leaving the block, it leaves in order."""

    def __init__(self, folder: Path, *, before: str = "pass"):
        self.process = subprocess.Popen(
            [sys.executable, "-c", _USER.format(before=before), str(folder)],
            cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip

    def __enter__(self):
        self.host = self.process.stdout.readline().strip()
        assert self.host, "the server did not start"
        return self

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.communicate(timeout=120)
        self.process.stdin.close()
        self.process.stdout.close()


@contextmanager
def embedded_server() -> Iterator[str]:
    """An embedded server in a folder of its own: its socket folder."""
    with tempfile.TemporaryDirectory(prefix="nps-test-") as top, UserOf(Path(top) / "postgres") as user:
        yield user.host


def system_programs() -> Path | None:
    """The oldest PostgreSQL of the system from version 15, as Debian and Ubuntu install it."""
    found = {int(path.name): path / "bin" for path in Path("/usr/lib/postgresql").glob("*[0-9]")}
    usable = [v for v, programs in found.items() if v >= 15 and (programs / "initdb").exists()]
    return found[min(usable)] if usable else None


@contextmanager
def ordinary_server(programs: Path) -> Iterator[str]:
    """A cluster of the system's own PostgreSQL, with passwords, on the loopback: its administrator's URL."""
    with tempfile.TemporaryDirectory(prefix="nps-ordinary-") as top:
        folder = Path(top)
        folder.chmod(0o755)
        user = {"user": "postgres", "extra_groups": []} if os.geteuid() == 0 else {}
        (folder / "password").write_text("adm/in")
        home = folder / "home"
        home.mkdir()
        if user:
            shutil.chown(home, "postgres")
        run = {"check": True, "capture_output": True, "cwd": "/", **user}
        subprocess.run(
            [programs / "initdb", "-D", home / "data", "-U", "admin", "-A", "scram-sha-256",
             f"--pwfile={folder}/password", "-E", "UTF8", "--locale=C.UTF-8"], **run,
        )  # fmt: skip
        port = 20000 + os.getpid() % 20000
        options = f"-p {port} -c listen_addresses=127.0.0.1 -k {home}"
        control = [programs / "pg_ctl", "-D", home / "data", "-w"]
        subprocess.run([*control, "-l", home / "log", "-o", options, "start"], **run)
        yield f"postgresql://admin:adm%2Fin@127.0.0.1:{port}/postgres"
        subprocess.run([*control, "-m", "fast", "stop"], **run)
