"""Handing mail in: once where all goes well, again under the same id where it does not."""

import asyncio

import pytest
from pydantic import SecretStr
from sqlmodel import Session, col, select

from app.actions.letters import LEASE, claim_letter
from app.errors import Unavailable
from app.followers.letters import LetterCarrier
from app.followers.smtp import Server, Unreachable, send
from app.pages.mails import Mail
from app.records.edge import Edge
from app.records.notices import Notice
from app.settings import Settings
from tests.mail.post import Post
from tests.mail.receiver import MailServer
from tests.talk.floor import say

MINUTES = 2.1
LATER = MINUTES * 60


async def mention(post: Post) -> None:
    """Sam has an address, and is named."""
    await post.confirm("sam")
    await say(post.world, "lin", "lounge", "@Sam look")
    await post.carry()


async def test_several_carriers_send_a_letter_once(post: Post) -> None:
    await mention(post)
    carriers = [post.carrier, *(LetterCarrier(post.world.edge) for _ in range(3))]
    with post.later(minutes=MINUTES):
        await asyncio.gather(*(each.settle() for each in carriers))
    assert len(post.server.mails) == 1


async def test_processes_that_share_a_database_send_a_letter_once(post: Post) -> None:
    """On SQLite there is one process; on PostgreSQL these are two edges, as two processes have."""
    await mention(post)
    settings = post.world.edge.settings
    if settings.is_sqlite:
        with pytest.raises(Unavailable, match="Another process"):
            await Edge(settings).start()
        return
    other = Edge(settings)
    await other.start()
    with post.later(minutes=MINUTES):
        await asyncio.gather(*(LetterCarrier(e).settle() for e in (post.world.edge, other) * 4))
    await other.stop()
    assert len(post.server.mails) == 1


async def test_a_process_that_dies_while_sending_leaves_the_letter_to_the_next(post: Post) -> None:
    await mention(post)
    [letter] = await post.letters()
    with post.later(minutes=MINUTES):
        took = await post.world.edge.write(
            post.world.project_id, claim_letter, letter.id or 0, most=6
        )
        assert took  # and then the power fails
        assert await post.carry() == []
    lease = LEASE.total_seconds()
    assert await post.carry_after(seconds=LATER + lease - 1) == []
    [mail] = await post.carry_after(seconds=LATER + lease + 1)
    assert str(letter.key) in mail.id


async def test_a_server_that_hangs_up_after_taking_gets_it_again_as_the_same_mail(
    post: Post,
) -> None:
    await mention(post)
    post.server.hangs_up = 1
    [first] = await post.carry_after(seconds=LATER)
    assert await post.carry_after(seconds=LATER + 31) == []  # it waits for two minutes
    [again] = await post.carry_after(seconds=LATER + 121)
    assert first.id == again.id
    assert first.text == again.text
    assert await post.fates() == ["sent"]


async def test_a_server_that_is_away_is_left_alone_for_a_while(post: Post) -> None:
    await post.confirm("sam", "kim")
    await say(post.world, "lin", "lounge", "@Sam @Kim look")
    await post.carry()
    post.server.answers["EHLO"] = post.server.answers["HELO"] = "421 closing"
    with post.later(seconds=LATER):
        await post.carry()
        tried = len(post.server.commands)
        await post.carry()
        assert len(post.server.commands) == tried
    assert sorted(each.tries for each in await post.letters()) == [0, 1]
    post.server.answers.clear()
    assert len(await post.carry_after(seconds=LATER + 31)) == 1
    assert len(await post.carry_after(seconds=LATER + 121)) == 1


async def test_what_is_put_off_is_tried_again_and_at_last_given_up(post: Post) -> None:
    await mention(post)
    post.server.answers["sam@example.org"] = "451 4.7.1 greylisted"
    passed = LATER
    for _ in range(12):
        await post.carry_after(seconds=passed)
        [letter] = await post.letters()
        passed += max(61.0, (letter.due_at - letter.created_at).total_seconds() - passed + 1)
    assert (letter.state, letter.tries) == ("failed", 12)
    assert "greylisted" in letter.why


async def test_an_address_that_is_refused_gets_nothing_more_and_its_owner_is_told(
    post: Post,
) -> None:
    await mention(post)
    post.server.answers["sam@example.org"] = "550 5.1.1 no such user here"
    assert await post.carry_after(seconds=LATER) == []
    page = (await post.world.client("sam", browser=True).get("/account")).text
    assert "no such user here" in page
    told = (await post.world.client("sam").get("/api/v1/account/address")).json()
    assert (told["state"], told["refusal"]) == ("refused", "550 5.1.1 no such user here")
    commands = len(post.server.commands)
    await say(post.world, "lin", "lounge", "@Sam again")
    assert await post.carry_after(hours=3) == []
    assert len(post.server.commands) == commands
    # saying the address again asks for a new confirmation
    post.server.answers.clear()
    await post.confirm("sam")
    await say(post.world, "lin", "lounge", "@Sam once more")
    assert len(await post.carry_after(seconds=LATER)) == 1


async def test_a_mail_that_is_never_taken_fails_alone(post: Post) -> None:
    await mention(post)
    post.server.answers["DATA"] = "554 5.6.0 not this one"
    assert await post.carry_after(seconds=LATER) == []
    assert await post.fates() == ["failed"]
    told = (await post.world.client("sam").get("/api/v1/account/address")).json()
    assert told["state"] == "confirmed"


async def test_a_letter_that_cannot_be_written_holds_no_other_up(post: Post) -> None:
    await post.confirm("sam", "kim")
    await say(post.world, "lin", "lounge", "@Sam @Kim look")
    await post.carry()

    def spoil(db: Session) -> None:
        """A notice whose revision is no number and whose kind is none we know how to tell."""
        notice = db.exec(select(Notice).order_by(col(Notice.id))).first()
        assert notice
        notice.subject = {**notice.subject, "order": 2**200}
        db.add(notice)

    await post.world.edge.write(post.world.project_id, spoil)
    assert len(await post.carry_after(seconds=LATER)) == 1
    assert sorted(await post.fates()) == ["sent", "waiting"]


async def test_old_news_is_not_sent(post: Post) -> None:
    await mention(post)
    assert await post.carry_after(days=3, minutes=1) == []
    assert await post.fates() == ["dropped"]


def mail_to(address: str) -> Mail:
    """Any mail."""
    return Mail(address, "Subject", "text", "<p>html</p>", "<1@example.org>")


async def test_without_encryption_nothing_is_said_to_a_server_that_should_have_it(
    server: MailServer, database: str
) -> None:
    url = SecretStr(f"smtp://user:hunter2@127.0.0.1:{server.port}")
    settings = Settings(database=database, smtp_url=url, mail_from="a@example.org")
    with pytest.raises(Unreachable, match="STARTTLS"):
        await asyncio.to_thread(send, mail_to("sam@example.org"), Server.of(settings))
    said = " ".join(server.commands).upper()
    assert "AUTH" not in said
    assert "MAIL" not in said
    assert "hunter2" not in repr(settings)


@pytest.mark.parametrize(
    ("url", "port", "is_tls", "starttls"),
    [
        ("smtp://mail.example", 587, False, True),
        ("smtp://mail.example:25", 25, False, True),
        ("smtps://u%40x:p%3A@mail.example", 465, True, False),
    ],
)
def test_the_address_of_a_server_says_how_to_speak_to_it(
    url: str, port: int, is_tls: bool, starttls: bool
) -> None:
    server = Server.of(Settings(smtp_url=SecretStr(url), mail_from="a@example.org"))
    assert (server.port, server.is_tls, server.starttls) == (port, is_tls, starttls)
    if is_tls:
        assert (server.user, server.password) == ("u@x", "p:")


@pytest.mark.parametrize(
    ("url", "sender"),
    [("mail.example:25", "a@example.org"), ("smtp://", "a@b.c"), ("smtp://mail.example", "me")],
)
def test_settings_that_cannot_send_are_refused_at_the_start(url: str, sender: str) -> None:
    with pytest.raises(ValueError, match="PRECEDENT_"):
        Settings(smtp_url=SecretStr(url), mail_from=sender)
