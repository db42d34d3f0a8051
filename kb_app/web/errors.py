"""The one table that knows HTTP: what went wrong, as a status and a page in French."""

from __future__ import annotations

import logging

from flask import Flask, jsonify, make_response, render_template
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DBAPIError
from werkzeug.exceptions import HTTPException

from kb_app import errors
from kb_app.web.given_back import by_script, given_back

_log = logging.getLogger(__name__)

#     error                   status  title
STATUS: dict[type[errors.RelaisError], tuple[int, str]] = {
    errors.NotFound:         (404, "Page introuvable"),
    errors.Refused:          (403, "Accès réservé"),
    errors.InvalidInput:     (400, "Demande illisible"),
    errors.TooManyTries:     (429, "Trop d’essais"),
    errors.WrongState:       (409, "Trop tard"),
    errors.EditConflict:     (409, "Le texte a changé entre-temps"),
    errors.Unavailable:      (503, "Enregistrement impossible"),
}  # fmt: skip

_HTTP = {
    400: ("Demande illisible", "L’adresse ou le formulaire contient quelque chose d’illisible."),
    401: ("Session terminée", "Reconnectez-vous pour continuer : rien n’a été enregistré."),
    404: ("Page introuvable", "Cette adresse ne mène à aucune page."),
    405: ("Action impossible ici", "Cette adresse n’accepte pas cette action."),
    413: ("Envoi trop gros", "Ce qui a été envoyé dépasse la taille permise ; rien n’a été pris."),
}
_STALE = (
    "La page est restée ouverte trop longtemps, ou vous vous êtes reconnecté depuis. Revenez en "
    "arrière, rechargez-la et recommencez."
)
_BROKEN = "Une erreur inattendue s’est produite. Rien n’a été perdu ; réessayez dans un instant."
_DATABASE = "La base de données ne répond pas pour l’instant. Réessayez dans quelques minutes."


def register(app: Flask) -> None:
    app.register_error_handler(errors.RelaisError, _domain)
    app.register_error_handler(CSRFError, _stale_form)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(DBAPIError, _database)
    app.register_error_handler(Exception, _unexpected)


def _domain(error: errors.RelaisError) -> ResponseReturnValue:
    status, title = told_as(error)
    response = make_response(_page(status, title, str(error)))
    if isinstance(error, errors.TooManyTries):
        response.headers["Retry-After"] = str(error.retry_after)
    return response


def told_as(error: errors.RelaisError) -> tuple[int, str]:
    """Return the status and the title of the page that tells of an error."""
    return STATUS[next(kind for kind in type(error).__mro__ if kind in STATUS)]


def _stale_form(_error: CSRFError) -> ResponseReturnValue:
    return _page(400, "Formulaire périmé", _STALE)


def _http(error: HTTPException) -> ResponseReturnValue:
    code = error.code or 500
    if 300 <= code < 400:
        return error.get_response()
    title, message = _HTTP.get(code, ("Demande refusée", "La demande n’a pas pu être traitée."))
    response = make_response(_page(code, title, message))
    for name, value in error.get_headers():
        if name in {"Allow", "Retry-After"}:
            response.headers[name] = value
    return response


def _database(error: DBAPIError) -> ResponseReturnValue:
    _log.error("database trouble: %s", type(error.orig).__name__)
    return _page(503, "Base indisponible", _DATABASE)


def _unexpected(error: Exception) -> ResponseReturnValue:
    _log.exception("unexpected error", exc_info=error)
    try:
        return _page(500, "Erreur inattendue", _BROKEN)
    except Exception:
        # Even the frame of the pages is broken: say it without any template.
        _log.exception("the error page could not be drawn")
        return _BROKEN, 500, {"Content-Type": "text/plain; charset=utf-8"}


def _page(status: int, title: str, message: str) -> ResponseReturnValue:
    # A message may quote what was sent, which may hold characters no page should.
    message = "".join(c if c.isprintable() or c.isspace() else "\ufffd" for c in message)
    if by_script():
        return jsonify(message=message), status
    page = render_template(
        "errors.html", status=status, title=title, message=message, typed=given_back()
    )
    return page, status
