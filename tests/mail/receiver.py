"""A mail server for tests: it speaks SMTP on a port of its own and keeps what it is given."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default


@dataclass
class Received:
    """A mail as it came: to whom it was handed in, and what it says."""

    to: str
    message: EmailMessage
    raw: bytes

    @property
    def id(self) -> str:
        """Its Message-ID."""
        return str(self.message["Message-ID"])

    @property
    def subject(self) -> str:
        """Its subject."""
        return str(self.message["Subject"])

    def part(self, kind: str) -> str:
        """Its plain or html part."""
        part = self.message.get_body((kind,))
        assert part is not None
        return str(part.get_content())

    @property
    def text(self) -> str:
        """Its plain part."""
        return self.part("plain")

    @property
    def whole(self) -> str:
        """Everything that it says, decoded."""
        heads = "\n".join(f"{name}: {value}" for name, value in self.message.items())
        return f"{heads}\n{self.text}\n{self.part('html')}"


@dataclass
class MailServer:
    """What came, and how the server is to behave: `answers` by command and address, `hangs_up`
    after taking so many mails without saying so."""

    port: int = 0
    mails: list[Received] = field(default_factory=list)
    commands: list[str] = field(default_factory=list)
    answers: dict[str, str] = field(default_factory=dict)
    hangs_up: int = 0

    def take(self) -> list[Received]:
        """What came since it was last asked."""
        taken, self.mails = self.mails, []
        return taken

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection."""
        to = ""

        async def say(words: str) -> None:
            writer.write(f"{words}\r\n".encode())
            await writer.drain()

        await say("220 test")
        while line := (await reader.readline()).decode().strip():
            self.commands.append(line)
            verb = line.split()[0].upper()
            if verb == "RCPT":
                to = line.partition("<")[2].partition(">")[0]
            if verb == "DATA" and "DATA" not in self.answers:
                await say("354 go on")
                body = await reader.readuntil(b"\r\n.\r\n")
                self._keep(to, body[:-5].replace(b"\r\n..", b"\r\n."))
                if self.hangs_up:
                    self.hangs_up -= 1
                    break
            usual = {"EHLO": "250 test", "QUIT": "221 bye"}.get(verb, "250 ok")
            await say(self.answers.get(to if verb == "RCPT" else verb, usual))
            if verb == "QUIT":
                break
        writer.close()

    def _keep(self, to: str, body: bytes) -> None:
        message = message_from_bytes(body, policy=default)
        assert isinstance(message, EmailMessage)
        self.mails.append(Received(to, message, body))


@asynccontextmanager
async def receiving() -> AsyncIterator[MailServer]:
    """A mail server that answers."""
    made = MailServer()
    server = await asyncio.start_server(made.talk, "127.0.0.1", 0)
    made.port = server.sockets[0].getsockname()[1]
    async with server:
        yield made
