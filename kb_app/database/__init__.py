"""One SQL database, SQLite or PostgreSQL: the engine, its transactions, its migrations."""
