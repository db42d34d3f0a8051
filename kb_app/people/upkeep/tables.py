"""The table of reminders sent: one a person and a day."""

from __future__ import annotations

from sqlalchemy import Column, Date, ForeignKey, Integer, Table

from kb_app.database.metadata import metadata

reminders = Table(
    "reminders",
    metadata,
    Column("account_id", Integer, ForeignKey("accounts.id"), primary_key=True),
    Column("day", Date, primary_key=True),
)
