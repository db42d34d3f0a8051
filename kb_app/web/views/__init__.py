"""The pages, a file each: a view asks, acts, answers; what shapes its page stands beside it."""

from kb_app.web.views import (
    account,
    health,
    help,
    home,
    operators,
    search,
    sheets,
    signin,
    themes,
    versions,
)

BLUEPRINTS = tuple(
    page.blueprint
    for page in (home, search, operators, themes, sheets, versions, signin, account, help, health)
)
