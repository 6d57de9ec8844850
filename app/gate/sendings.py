"""What a composer sends: words, keys of files uploaded before, or files where no script runs."""

from dataclasses import dataclass
from uuid import UUID

from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request

from app.actions.attachments import About, Sent, need_sender
from app.domain.attachments import MOST
from app.domain.texts import BODY_BYTES, SHORT_CHARACTERS, check_text
from app.errors import Invalid
from app.gate.attachments import lay_in
from app.gate.caller import Caller
from app.languages import say


@dataclass(frozen=True, slots=True)
class Sending:
    """A message as it is sent. `key` is the client's own id for it."""

    key: UUID
    body: str
    files: tuple[Sent, ...]


async def read_sending(request: Request, caller: Caller, topic: str) -> Sending:
    """A composer's form. Files that come with it are taken in first: if the message is then
    refused, they wait in the composer."""
    if request.headers.get("content-type", "").startswith("multipart/"):
        await caller.read(need_sender, topic)  # before the files are read: they may be large
    async with request.form(max_fields=2 * MOST + 8, max_files=MOST) as form:
        key, body = _key(_text(form, "key")), _text(form, "body")
        named = [_key(each) for each in _texts(form, "files")]
        alts = _texts(form, "alts")
        if len(alts) not in (0, len(named)):
            raise Invalid(say("Each file has one description, which may be empty."), "alts")
        files = [Sent(*pair) for pair in zip(named, alts, strict=True)] if alts else []
        files = files or [Sent(each) for each in named]
        raw = [each for each in form.getlist("raw") if isinstance(each, UploadFile) and each.size]
        for each in raw:
            about = About(topic, each.filename or "file")
            settings = request.app.state.settings
            files.append(Sent((await lay_in(caller, settings, about, await each.read())).key))
    return Sending(key, body, tuple(files))


def _texts(form: FormData, name: str) -> list[str]:
    values = form.getlist(name)
    texts = [each for each in values if isinstance(each, str)]
    most = BODY_BYTES if name == "body" else 4 * SHORT_CHARACTERS
    if len(texts) < len(values) or any(len(each) > most for each in texts):
        raise Invalid(say("This field takes a text, and none as long as this."), name)
    return [check_text(each, most=most, field=name) for each in texts]


def _text(form: FormData, name: str) -> str:
    return next(iter(_texts(form, name)), "")


def _key(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Invalid(say("This is no id."), "key") from None
