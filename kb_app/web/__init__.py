"""How it is seen: the only room, with the command line, that knows Flask."""
