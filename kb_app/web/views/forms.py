"""The forms of the site. Each lists its fields: nothing else that is sent is read."""

from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms import HiddenField, PasswordField, StringField
from wtforms.validators import InputRequired

_REQUIRED = InputRequired("À remplir.")


class SignInForm(FlaskForm):  # type: ignore[misc]
    login = StringField("Identifiant", [_REQUIRED])
    # Spaces are part of a password: nothing is stripped.
    password = PasswordField("Mot de passe", [_REQUIRED])
    next = HiddenField()


class PasswordForm(FlaskForm):  # type: ignore[misc]
    current = PasswordField("Mot de passe actuel", [_REQUIRED])
    new = PasswordField("Nouveau mot de passe", [_REQUIRED])
    again = PasswordField("Nouveau mot de passe, encore une fois", [_REQUIRED])
