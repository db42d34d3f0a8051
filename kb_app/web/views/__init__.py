"""The pages, a file each: a view asks, acts, answers; what shapes its page stands beside it."""

from kb_app.web.views import (
    account,
    health,
    help,
    home,
    operators,
    orientation,
    outcome,
    search,
    sheets,
    signin,
    themes,
    tree_figures,
    versions,
    visits,
    walking,
)

BLUEPRINTS = tuple(
    page.blueprint
    for page in (
        home,
        search,
        orientation,
        walking,
        outcome,
        visits,
        operators,
        themes,
        tree_figures,
        sheets,
        versions,
        signin,
        account,
        help,
        health,
    )
)
