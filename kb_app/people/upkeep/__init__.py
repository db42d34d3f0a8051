"""What must be read again, by whom, and the reminders of it."""
