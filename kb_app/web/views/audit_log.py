"""The audit log as its readers see it: newest first, by action or by what it was done to."""

from __future__ import annotations

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from kb_app.people.accounts.model import Permission
from kb_app.web.access import requires
from kb_app.web.house import house
from kb_app.web.views.audit_lines import (
    ADDRESS,
    LONGEST_SUBJECT,
    PAGE,
    action_label,
    audit_lines,
    read_filters,
)

blueprint = Blueprint("audit_log", __name__)


@blueprint.get(ADDRESS)
@requires(Permission.AUDIT_READ)
def index() -> ResponseReturnValue:
    args, log = request.args, house().audit_log
    filters = read_filters(args.get("action", ""), args.get("sujet", ""), args.get("avant", ""))
    # One more than is shown says whether there is another page.
    found = log.newest(PAGE + 1, filters.action, filters.subject, filters.before)
    shown = found[:PAGE]
    return render_template(
        "administration/journal.html",
        filters=filters,
        actions=[(word, action_label(word)) for word in log.actions()],
        lines=audit_lines(shown, house().accounts.names()),
        older=filters.address(shown[-1].sequence) if len(found) > PAGE else None,
        longest_subject=LONGEST_SUBJECT,
    )
