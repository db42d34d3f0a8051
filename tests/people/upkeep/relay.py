"""An e-mail server of the tests' own, on this machine: it takes what is said and keeps it."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass
class Relay:
    port: int = 0
    refuses: frozenset[str] = frozenset()
    """Addresses whose letters are refused."""
    drops: bool = False
    """It takes a letter and hangs up without a word."""
    received: list[tuple[str, str]] = field(default_factory=list)
    """Each recipient with the whole letter."""


class _Talk(socketserver.StreamRequestHandler):
    relay: Relay

    def handle(self) -> None:
        self.say("220 relais")
        while line := self.rfile.readline().decode().strip():
            word = line.split(":")[0].split(" ")[0].upper()
            if word == "RCPT":
                self.to = line.split("<")[1].split(">")[0]
            self.say({"RCPT": self.welcome(), "DATA": "354 allez"}.get(word, "250 oui"))
            if word == "QUIT" or (word == "DATA" and self.taken()):
                return

    def welcome(self) -> str:
        return "550 non" if getattr(self, "to", "") in self.relay.refuses else "250 oui"

    def taken(self) -> bool:
        """Take a letter; say whether to hang up."""
        lines = []
        while (line := self.rfile.readline().decode()) not in (".\r\n", ""):
            lines.append(line[1:] if line.startswith("..") else line)
        self.relay.received.append((self.to, "".join(lines)))
        if not self.relay.drops:
            self.say("250 pris")
        return self.relay.drops

    def say(self, words: str) -> None:
        self.wfile.write(f"{words}\r\n".encode())


@contextmanager
def listening(relay: Relay, host: str = "127.0.0.1") -> Iterator[Relay]:
    """Answer on a free port until the end of the block."""
    talk = type("Talk", (_Talk,), {"relay": relay})
    with socketserver.ThreadingTCPServer((host, 0), talk) as server:
        server.daemon_threads = True
        relay.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        yield relay
        server.shutdown()
        thread.join()
