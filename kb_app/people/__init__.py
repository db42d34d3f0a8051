"""What people do: accounts, and all that is done with them; no Flask."""
