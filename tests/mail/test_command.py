"""`precedent mail`: one mail to try the settings, and what the server said to it."""

import asyncio

import pytest

from app.commands.mail import mail
from tests.mail.receiver import MailServer


@pytest.fixture
def knobs(server: MailServer, monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """The environment of an operator who has set up mail."""
    monkeypatch.setenv("PRECEDENT_SMTP_URL", f"smtp://127.0.0.1:{server.port}")
    monkeypatch.setenv("PRECEDENT_SMTP_STARTTLS", "false")
    monkeypatch.setenv("PRECEDENT_MAIL_FROM", "Labels <label@example.org>")
    monkeypatch.setenv("PRECEDENT_ORIGIN", "https://label.example.org")
    return monkeypatch


@pytest.mark.usefixtures("knobs")
async def test_it_sends_one_mail_and_says_so(
    server: MailServer, capsys: pytest.CaptureFixture[str]
) -> None:
    await asyncio.to_thread(mail, "ops@example.org")
    [came] = server.take()
    assert (came.to, str(came.message["From"])) == ("ops@example.org", "Labels <label@example.org>")
    assert came.id.endswith("@label.example.org>")
    assert "https://label.example.org" in came.text
    assert "has taken the mail" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ("550 5.1.1 nobody of that name", "nobody of that name"),
        ("451 4.7.1 come back later", "come back later"),
    ],
)
async def test_it_says_what_the_server_answered(
    knobs: pytest.MonkeyPatch,
    server: MailServer,
    capsys: pytest.CaptureFixture[str],
    answer: str,
    said: str,
) -> None:
    server.answers["ops@example.org"] = answer
    with pytest.raises(SystemExit):
        await asyncio.to_thread(mail, "ops@example.org")
    assert said in capsys.readouterr().err
    knobs.delenv("PRECEDENT_SMTP_URL")
    with pytest.raises(SystemExit):
        await asyncio.to_thread(mail, "ops@example.org")
    assert "names no mail server" in capsys.readouterr().err
