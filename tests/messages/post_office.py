"""A small mail server on loopback that keeps what it is given, and can be told to refuse."""

import socketserver
import threading
import time
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage


@dataclass
class PostOffice:
    """What arrived, and the answer to every RCPT."""

    port: int = 0
    letters: list[EmailMessage] = field(default_factory=list)
    answer_to_recipient: bytes = b"250 OK"
    answer_to_data: bytes = b"250 taken"
    mute: bool = False  # takes calls, and says nothing
    hangs_up: bool = False  # once a letter begins

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}?from=turnup@rusnet.example"


class Counter(socketserver.StreamRequestHandler):
    """One connection, as RFC 5321 has it."""

    def handle(self) -> None:
        office: PostOffice = self.server.office  # type: ignore[attr-defined]  # it is a Server
        while office.mute:
            time.sleep(0.1)
        self.say(b"220 post office")
        while line := self.rfile.readline():
            match line.strip().upper()[:4]:
                case b"QUIT":
                    return self.say(b"221 bye")
                case b"RCPT":
                    self.say(office.answer_to_recipient)
                case b"DATA" if office.hangs_up:
                    return None
                case b"DATA":
                    self.say(b"354 go on")
                    self.take(office)
                case _:
                    self.say(b"250 OK")
        return None

    def take(self, office: PostOffice) -> None:
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line)
        if office.answer_to_data.startswith(b"250"):
            read = message_from_bytes(b"".join(lines), policy=policy.default)
            assert isinstance(read, EmailMessage)
            office.letters.append(read)
        self.say(office.answer_to_data)

    def say(self, line: bytes) -> None:
        self.wfile.write(line + b"\r\n")


class Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    office: PostOffice


def open_office() -> tuple[PostOffice, Server]:
    """Open a post office on a free port; the caller shuts its server down."""
    server = Server(("127.0.0.1", 0), Counter)
    server.office = PostOffice(port=server.server_address[1])
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server.office, server
