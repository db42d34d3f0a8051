"""The way from a page of a visit to a report of it, and back."""

from __future__ import annotations

from kb_app.web.views.report_spot import report_address
from kb_app.web.views.standing import Standing


def report_here(at: Standing, anchor: str) -> str:
    """Return where one reports a question or an outcome of the tree, then comes back to the visit.

    Nothing of the visit goes with it: neither its answers nor its number are kept.
    """
    return report_address(at.tree.file.path, at.published.version.number, anchor, at.here)
