"""Everything one running instance holds, opened once and handed to views and commands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import cast

from flask import current_app
from sqlalchemy import Engine

from kb_app.config import Settings
from kb_app.database import engine as database
from kb_app.database.migrate import upgrade
from kb_app.library.finder import Finder
from kb_app.library.library import Library
from kb_app.library.search_losses import Losses
from kb_app.people.accounts.accounts import Accounts
from kb_app.people.accounts.sessions import Sessions
from kb_app.people.accounts.sign_in import Door
from kb_app.people.accounts.throttle import Throttle
from kb_app.people.activity.activity import Activity
from kb_app.people.authoring.authoring import Authoring
from kb_app.people.authoring.fates import fates
from kb_app.people.authoring.solutions import Solutions
from kb_app.people.visits.purge import Retention
from kb_app.people.visits.visits import Visits
from kb_app.web.rendered import RenderedSheets


@dataclass(frozen=True, slots=True)
class House:
    settings: Settings
    engine: Engine
    library: Library
    finder: Finder
    accounts: Accounts
    sessions: Sessions
    door: Door
    visits: Visits
    activity: Activity
    authoring: Authoring
    solutions: Solutions
    rendered: RenderedSheets

    def today(self) -> date:
        """Return the date where the house is."""
        return self.now().date()

    def now(self) -> datetime:
        """Return the time where the house is."""
        return datetime.now(self.settings.timezone)


def open_house(settings: Settings) -> House:
    """Open the database, bring its schema up to date, and read nothing yet."""
    engine = database.create(settings.database_url)
    upgrade(engine)
    library = Library(engine, lambda: datetime.now(settings.timezone).date(), _now)
    accounts = Accounts(engine, _now, settings.site_name)
    sessions = Sessions(engine, _now, demo=settings.demo)
    searched_for = timedelta(days=settings.search_retention_days)
    settled = partial(fates, timezone=settings.timezone)
    activity = Activity(engine, library.today, searched_for, settled)
    losses = Losses(library, settings.index)
    authoring = Authoring(engine, library, _now, warnings=losses.sentences)
    throttle = Throttle(engine, _now, settings.secret_key)
    return House(
        settings=settings,
        engine=engine,
        library=library,
        finder=Finder(
            library, settings.index, lambda: ((s.question, s.path) for s in activity.successes())
        ),
        accounts=accounts,
        sessions=sessions,
        door=Door(accounts, sessions, throttle),
        visits=Visits(engine, _now, _retention(settings)),
        activity=activity,
        authoring=authoring,
        solutions=Solutions(library, accounts, activity, authoring),
        rendered=RenderedSheets(),
    )


def house() -> House:
    """Return the house of the application that answers the current request."""
    return cast(House, current_app.extensions["house"])


def _retention(settings: Settings) -> Retention:
    return Retention(
        timedelta(hours=settings.visit_open_hours), timedelta(days=settings.visit_retention_days)
    )


def _now() -> datetime:
    return datetime.now(UTC)
