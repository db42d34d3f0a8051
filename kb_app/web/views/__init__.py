"""The pages, a file each: a view asks, acts, answers; what shapes its page stands beside it."""

from kb_app.web.views import (
    account,
    failed_searches,
    health,
    help,
    home,
    not_found,
    operators,
    orientation,
    outcome,
    reviews,
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
        not_found,
        orientation,
        walking,
        outcome,
        visits,
        operators,
        themes,
        tree_figures,
        failed_searches,
        sheets,
        versions,
        reviews,
        signin,
        account,
        help,
        health,
    )
)
