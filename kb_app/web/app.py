"""The application: views, guards, headers, errors, put together around one house."""

from __future__ import annotations

from datetime import timedelta
from hashlib import sha256
from pathlib import Path

from flask import Flask
from flask_wtf.csrf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from kb_app.knowledge.content.model import LONGEST_QUESTION
from kb_app.people.accounts.model import Permission
from kb_app.people.accounts.sessions import IDLE, SEEN_EVERY
from kb_app.web import access, errors, french, reader, responses
from kb_app.web.house import House
from kb_app.web.views import BLUEPRINTS
from kb_app.web.views.bonds_told import bonds_here, bonds_to_mend
from kb_app.web.views.open_pages import greeted
from kb_app.web.views.reports import answers_to_see, reports_to_answer
from kb_app.web.views.review_lines import reviews_waiting
from kb_app.web.views.upkeep import freshness_waiting

MAX_REQUEST = 256 * 1024
"""Bytes of a form: four times the largest document."""


def create_app(house: House) -> Flask:
    """Return the WSGI application of one house."""
    app = Flask(__name__)
    settings = house.settings
    app.config.update(
        SECRET_KEY=settings.secret_key,
        SESSION_COOKIE_NAME="__Host-relais" if settings.https else "relais",
        SESSION_COOKIE_SECURE=settings.https,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_PATH="/",
        PERMANENT_SESSION_LIFETIME=timedelta(hours=8),
        MAX_CONTENT_LENGTH=MAX_REQUEST,
        MAX_FORM_MEMORY_SIZE=MAX_REQUEST,
        MAX_FORM_PARTS=200,
        # The token lives as long as the server-side session it is bound to.
        WTF_CSRF_TIME_LIMIT=None,
    )
    app.extensions["house"] = house
    app.jinja_options = {"trim_blocks": True, "lstrip_blocks": True}
    if settings.proxies:
        trusted = settings.proxies
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=trusted, x_proto=trusted, x_host=trusted
        )
    CSRFProtect(app)
    reader.register(app)
    app.before_request(access.check_access)
    responses.register(app, settings.https)
    errors.register(app)
    _templates(app, house)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    return app


def _templates(app: Flask, house: House) -> None:
    """Give templates what every page may need."""
    addresses = _static_addresses(Path(app.static_folder or ""))
    app.jinja_env.filters.update(french.FILTERS)
    app.jinja_env.globals.update(
        site_name=house.settings.site_name,
        demo=house.settings.demo,
        public_reading=house.settings.public_reading,
        static_url=addresses.__getitem__,
        longest_question=LONGEST_QUESTION,
        # What a reader can count on: the last use is noted once in SEEN_EVERY, not on every page.
        session_minutes=(IDLE - SEEN_EVERY) // timedelta(minutes=1),
        may=_may,
        may_somewhere=_may_somewhere,
        current_account=access.current_account,
        reviews_waiting=reviews_waiting,
        bonds_here=bonds_here,
        bonds_to_mend=bonds_to_mend,
        freshness_waiting=freshness_waiting,
        answers_to_see=answers_to_see,
        reports_to_answer=reports_to_answer,
        open_document=greeted,
    )


def _may(word: str, operator: str | None = None) -> bool:
    """Say in a template what `access.may` says in a view; a word that is no permission raises."""
    return access.may(Permission(word), operator)


def _may_somewhere(word: str) -> bool:
    return access.may_somewhere(Permission(word))


def _static_addresses(folder: Path) -> dict[str, str]:
    """Return the address of each static file; it holds a digest, so a new file has a new one."""
    files = {f.relative_to(folder).as_posix(): f for f in folder.rglob("*") if f.is_file()}
    return {
        name: f"/static/{name}?v={sha256(file.read_bytes()).hexdigest()[:12]}"
        for name, file in files.items()
    }
