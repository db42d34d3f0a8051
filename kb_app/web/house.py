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
from kb_app.library.audit_log import AuditLog
from kb_app.library.bonds import Bonds
from kb_app.library.finder import Finder
from kb_app.library.library import Library
from kb_app.library.search_losses import Losses
from kb_app.library.tree_changes import TreeChanges
from kb_app.people.accounts.accounts import Accounts
from kb_app.people.accounts.sessions import Sessions
from kb_app.people.accounts.sign_in import Door
from kb_app.people.accounts.throttle import Throttle
from kb_app.people.activity.activity import Activity
from kb_app.people.authoring.authoring import Authoring
from kb_app.people.authoring.fates import fates
from kb_app.people.authoring.presence import Presence
from kb_app.people.authoring.solutions import Solutions
from kb_app.people.feedback.feedback import Feedback
from kb_app.people.news.feeds import Feeds
from kb_app.people.news.news import News
from kb_app.people.news.readings import Readings
from kb_app.people.news.store import forget as forget_reader
from kb_app.people.upkeep.upkeep import Upkeep
from kb_app.people.visits.leading import leading
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
    presence: Presence
    solutions: Solutions
    feedback: Feedback
    news: News
    readings: Readings
    feeds: Feeds
    upkeep: Upkeep
    rendered: RenderedSheets
    audit_log: AuditLog
    tree_changes: TreeChanges
    bonds: Bonds

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
    accounts = Accounts(engine, _now, settings.site_name, forget_also=(forget_reader,))
    sessions = Sessions(engine, _now, demo=settings.demo)
    searched_for = timedelta(days=settings.search_retention_days)
    settled = partial(fates, timezone=settings.timezone)
    activity = Activity(engine, library.today, searched_for, settled)
    losses = Losses(library, settings.index)
    changes = TreeChanges(library)
    authoring = Authoring(engine, library, _now, losses.sentences, changes.of)
    practice = authoring.practice_changes
    read_for = timedelta(days=settings.reading_retention_days)
    reported_for = timedelta(days=settings.report_retention_days)
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
        presence=Presence(engine, _now),
        solutions=Solutions(library, accounts, activity, authoring),
        feedback=Feedback(engine, _now, reported_for, settings.timezone),
        news=News(engine, settings.timezone, practice),
        readings=Readings(engine, library.today, read_for, practice),
        feeds=Feeds(engine, _now, demo=settings.demo),
        upkeep=Upkeep(engine, library, _now, activity.openings, partial(leading, engine)),
        rendered=RenderedSheets(),
        audit_log=AuditLog(engine),
        tree_changes=changes,
        bonds=Bonds(library),
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
