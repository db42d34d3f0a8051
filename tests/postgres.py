"""A PostgreSQL server of the tests' own, on a socket in a temporary folder."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

from sqlalchemy import create_engine, make_url, text

_numbers = count()


def binaries() -> Path | None:
    """Return the folder of `initdb` and `postgres`, newest version first, or None."""
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    found = shutil.which("initdb")
    folders = [*versions, *([Path(found).parent] if found else [])]
    return next((f for f in folders if (f / "initdb").exists() and (f / "postgres").exists()), None)


@contextmanager
def running(bin_folder: Path) -> Iterator[str]:
    """Start a server, yield the SQLAlchemy URL of its `postgres` database, stop it."""
    folder = Path(tempfile.mkdtemp(prefix="relais-pg-"))
    if os.geteuid() == 0:
        account = pwd.getpwnam("postgres")
        os.chown(folder, account.pw_uid, account.pw_gid)
    _run(bin_folder, "initdb", folder, "-N", "-U", "postgres", "-A", "trust", "-E", "UTF8")
    _start(bin_folder, folder)
    try:
        yield f"postgresql+psycopg://postgres@/postgres?host={folder}"
    finally:
        _run(bin_folder, "pg_ctl", folder, "-m", "immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)


def crash(bin_folder: Path, url: str) -> None:
    """Stop a server of `running` as a crash would, mid-transaction, and start it again."""
    folder = Path(str(make_url(url).query["host"]))
    _run(bin_folder, "pg_ctl", folder, "-m", "immediate", "stop")
    _start(bin_folder, folder)


def _start(bin_folder: Path, folder: Path) -> None:
    # Nothing of a test database has to survive the machine, and a slow one may take its time.
    options = f"-k {folder} -c listen_addresses='' -c fsync=off -c max_connections=60"
    log = str(folder / "log")
    _run(bin_folder, "pg_ctl", folder, "-l", log, "-w", "-t", "300", "-o", options, "start")


def _run(bin_folder: Path, program: str, folder: Path, *arguments: str) -> None:
    # PostgreSQL refuses to run as root; its package brings a user.
    as_user = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    command = [*as_user, str(bin_folder / program), "-D", str(folder / "data"), *arguments]
    subprocess.run(command, check=True, cwd="/", stdout=subprocess.DEVNULL, timeout=300)


class Database:
    """A database that exists as long as the `with` lasts."""

    def __init__(self, server: str, template: str) -> None:
        self._admin = create_engine(server, isolation_level="AUTOCOMMIT", pool_pre_ping=True)
        self._name = f"relais_{os.getpid()}_{next(_numbers)}"
        self._template = template
        self._url = make_url(server).set(database=self._name)

    def __enter__(self) -> str:
        with self._admin.connect() as connection:
            connection.execute(text(f'CREATE DATABASE "{self._name}" TEMPLATE "{self._template}"'))
        return self._url.render_as_string(hide_password=False)

    def __exit__(self, *_: object) -> None:
        with self._admin.connect() as connection:
            connection.execute(text(f'DROP DATABASE "{self._name}" WITH (FORCE)'))
        self._admin.dispose()
