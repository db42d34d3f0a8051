"""Who may do what: accounts, sessions, permissions."""
