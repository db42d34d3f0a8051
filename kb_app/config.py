"""Settings, read once from the environment; `SETTINGS` is the table that documents them."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from kb_app.errors import InvalidInput


@dataclass(frozen=True, slots=True)
class Setting:
    name: str
    default: str
    help: str
    secret: bool = False
    """Never shown: it may hold a password."""


SETTINGS = (
    Setting("KB_INSTANCE", "instance", "dossier de la base et des secrets"),
    Setting("KB_INDEX", "search_index", "dossier de l’index de recherche, jetable"),
    Setting("KB_CONTENT", "content", "bibliothèque livrée, importée au premier démarrage"),
    Setting("KB_DATABASE_URL", "", "base SQL ; vide : SQLite dans l’instance", secret=True),
    Setting("KB_SECRET_KEY", "", "clé des cookies ; vide : créée dans l’instance", secret=True),
    Setting("KB_SITE_NAME", "Relais", "nom affiché"),
    Setting("KB_HTTPS", "non", "oui derrière un serveur HTTPS : cookies __Host- et HSTS"),
    Setting("KB_PROXIES", "0", "nombre de serveurs mandataires dont on croit les en-têtes"),
    Setting("KB_PUBLIC_READING", "non", "oui : fiches, arbres et recherche se lisent sans compte"),
    Setting("KB_DEMO", "non", "oui : comptes de démonstration, annoncés sur chaque page"),
    Setting("KB_TIMEZONE", "Europe/Paris", "fuseau de la maison : date du jour et heures"),
    Setting("KB_VISIT_OPEN_HOURS", "12", "heures après lesquelles une visite laissée est fermée"),
    Setting("KB_VISIT_RETENTION_DAYS", "365", "jours pendant lesquels une visite close est gardée"),
    Setting(
        "KB_SEARCH_RETENTION_DAYS", "400", "jours pendant lesquels les recherches restent comptées"
    ),
    Setting(
        "KB_READING_RETENTION_DAYS",
        "400",
        "jours pendant lesquels on sait ce que chacun a lu, pour le lui dire à lui seul",
    ),
    Setting(
        "KB_REPORT_RETENTION_DAYS", "365", "jours pendant lesquels un signalement clos est gardé"
    ),
    Setting("KB_SMTP_URL", "", "serveur des e-mails de rappel : smtps://…", secret=True),
    Setting("KB_MAIL_FROM", "", "adresse d’où partent les rappels"),
    Setting("KB_SITE_URL", "", "adresse du site, pour les liens des rappels"),
    Setting("KB_HOST", "127.0.0.1", "adresse d’écoute"),
    Setting("KB_PORT", "8000", "port d’écoute"),
    Setting("KB_WORKERS", "2", "processus du serveur"),
)

_YES = {"oui", "1", "true", "yes"}
_NO = {"non", "0", "false", "no", ""}


@dataclass(frozen=True, slots=True)
class Settings:
    instance: Path
    index: Path
    content: Path
    database_url: str
    secret_key: str
    site_name: str = "Relais"
    https: bool = False
    proxies: int = 0
    public_reading: bool = False
    demo: bool = False
    timezone: ZoneInfo = field(default_factory=lambda: ZoneInfo("Europe/Paris"))
    visit_open_hours: int = 12
    visit_retention_days: int = 365
    search_retention_days: int = 400
    reading_retention_days: int = 400
    report_retention_days: int = 365
    smtp_url: str = ""
    mail_from: str = ""
    site_url: str = ""
    host: str = "127.0.0.1"
    port: int = 8000
    workers: int = 2


def read_settings(environ: Mapping[str, str] = os.environ) -> Settings:
    """Read the settings and create the instance folder and its secret when they are missing.

    Raises InvalidInput, naming the setting, when a value cannot be read.
    """
    text = {s.name: environ.get(s.name, "") or s.default for s in SETTINGS}
    instance = Path(text["KB_INSTANCE"]).resolve()
    instance.mkdir(parents=True, exist_ok=True)
    return Settings(
        instance=instance,
        index=Path(text["KB_INDEX"]).resolve(),
        content=Path(text["KB_CONTENT"]).resolve(),
        database_url=text["KB_DATABASE_URL"] or f"sqlite:///{instance / 'relais.sqlite3'}",
        secret_key=text["KB_SECRET_KEY"] or _instance_secret(instance / "secret_key"),
        site_name=text["KB_SITE_NAME"],
        https=_flag(text, "KB_HTTPS"),
        proxies=_number(text, "KB_PROXIES", 0, 5),
        public_reading=_flag(text, "KB_PUBLIC_READING"),
        demo=_flag(text, "KB_DEMO"),
        timezone=_timezone(text["KB_TIMEZONE"]),
        visit_open_hours=_number(text, "KB_VISIT_OPEN_HOURS", 1, 168),
        visit_retention_days=_number(text, "KB_VISIT_RETENTION_DAYS", 1, 3650),
        search_retention_days=_number(text, "KB_SEARCH_RETENTION_DAYS", 1, 3650),
        reading_retention_days=_number(text, "KB_READING_RETENTION_DAYS", 1, 3650),
        report_retention_days=_number(text, "KB_REPORT_RETENTION_DAYS", 1, 3650),
        smtp_url=text["KB_SMTP_URL"],
        mail_from=text["KB_MAIL_FROM"],
        site_url=text["KB_SITE_URL"].rstrip("/"),
        host=text["KB_HOST"],
        port=_number(text, "KB_PORT", 1, 65535),
        workers=_number(text, "KB_WORKERS", 1, 64),
    )


def _flag(text: Mapping[str, str], name: str) -> bool:
    value = text[name].strip().lower()
    if value not in _YES | _NO:
        raise InvalidInput(f"{name} vaut « {text[name]} » : écrivez oui ou non.")
    return value in _YES


def _number(text: Mapping[str, str], name: str, low: int, high: int) -> int:
    value = text[name].strip()
    if not (value.isascii() and value.isdigit() and low <= int(value) <= high):
        raise InvalidInput(f"{name} vaut « {value} » : écrivez un nombre de {low} à {high}.")
    return int(value)


def _timezone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise InvalidInput(
            f"KB_TIMEZONE vaut « {name} » : écrivez par exemple Europe/Paris ou Indian/Reunion."
        ) from None


def _instance_secret(file: Path) -> str:
    """Return the instance's secret, written once, readable by its owner only.

    Two processes starting together keep the same one: the link fails for the second.
    """
    if not file.exists():
        draft = file.with_name(f".{file.name}.{secrets.token_hex(8)}")
        descriptor = os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        with os.fdopen(descriptor, "w") as stream:
            stream.write(secrets.token_urlsafe(48))
            stream.flush()
            os.fsync(stream.fileno())
        try:
            os.link(draft, file)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return file.read_text().strip()
