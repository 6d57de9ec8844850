"""Every knob of Precedent, read once from PRECEDENT_* variables."""

from email.utils import parseaddr
from pathlib import Path
from typing import Literal, Self
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


class Settings(BaseSettings):
    """One instance of the product; docs/operators.md explains each knob."""

    model_config = SettingsConfigDict(env_prefix="PRECEDENT_", env_file=None, extra="ignore")

    database: str = "sqlite:///precedent.db"
    files: Path = Path("files")
    origin: str = "http://127.0.0.1:8000"
    host: str = "127.0.0.1"
    port: int = 8000
    demo: bool = False
    asset_base: Literal["auto", "cdn", "local"] = "auto"
    redis: str | None = None
    # addresses of proxies whose X-Forwarded-For is believed, with commas between
    proxies: str = ""
    log_level: str = "info"

    # smtp:// begins in the clear and goes on encrypted, smtps:// is encrypted from the start;
    # without one no mail is sent
    smtp_url: SecretStr | None = None
    smtp_starttls: bool = True
    mail_from: str = ""
    # off: a mail says only that there is something, and where
    mail_content: bool = True
    mails_per_hour: int = Field(default=6, ge=1)

    session_idle_hours: float = 12
    session_days: float = 30
    invitation_days: float = 14
    sign_ins_per_minute: int = 20
    sign_ins_per_pair: int = 5
    messages_per_minute: int = 30
    api_per_minute: int = 600
    pages_per_minute: int = 1200
    searches_per_minute: int = 60
    exports_per_hour: int = 6
    imports_per_hour: int = 10
    files_per_day: int = 200
    sockets_per_account: int = 20
    handshakes_per_minute: int = 120
    bridge_messages_per_minute: int = 30

    # how often a socket is told where the log stands, the log is looked at although nobody called,
    # and people who are connected are looked up again; seconds
    live_ping: float = Field(default=25, gt=0)
    live_check: float = Field(default=1, gt=0)
    live_recheck: float = Field(default=3, gt=0)
    live_queue: int = Field(default=256, ge=2)
    live_send: float = Field(default=10, gt=0)
    live_frame_bytes: int = Field(default=65_536, ge=1024)

    json_bytes: int = 2_000_000
    message_bytes: int = 65_536
    guideline_bytes: int = 8_500_000
    import_bytes: int = 100_000_000
    import_rows: int = 1_000_000
    cell_bytes: int = 1_000_000
    image_bytes: int = 20_000_000
    image_pixels: int = 40_000_000
    file_bytes: int = 20_000_000

    # hosts of the intranet, with commas between, that webhooks may go to without https, wherever
    # their addresses lie
    webhook_hosts: str = ""
    webhook_seconds: float = Field(default=5, gt=0, le=30)

    # whom the operators of push services may write to: mailto: or https:; without one, the origin
    push_contact: str = ""
    # push services of the intranet, with commas between, wherever their addresses lie
    push_hosts: str = ""

    # an endpoint that turns texts into vectors, as OpenAI's does; without one nothing leaves the
    # house. From which cosine on two texts are alike is the model's own
    embeddings_url: str = ""
    embeddings_token: SecretStr | None = None
    embeddings_model: str = ""
    embeddings_alike: float = Field(default=0.5, gt=0, lt=1)
    embeddings_seconds: float = Field(default=1.5, gt=0, le=30)

    readers: int = Field(default=4, ge=1, le=64)
    group_most: int = Field(default=256, ge=1)
    relabel_chunk: int = Field(default=750, ge=1)

    @property
    def is_sqlite(self) -> bool:
        """Whether the database is a file that this process alone writes."""
        return self.database.startswith("sqlite")

    @property
    def is_secure(self) -> bool:
        """Whether people reach us over https, so that cookies can be bound to it."""
        return self.origin.startswith("https://")

    @property
    def is_loopback(self) -> bool:
        """Whether nobody but this machine can reach us."""
        return self.host in LOOPBACK and urlsplit(self.origin).hostname in LOOPBACK

    @property
    def intranet(self) -> frozenset[str]:
        """The hosts that webhooks may go to although they are private."""
        return _names(self.webhook_hosts)

    @property
    def push_services(self) -> frozenset[str]:
        """The push services that may be called although they are private."""
        return _names(self.push_hosts)

    @property
    def contact(self) -> str:
        """Whom push services may write to about us; nothing, where nobody outside can reach us."""
        return self.push_contact or (self.origin if self.is_secure else "")

    @property
    def sends_mail(self) -> bool:
        """Whether there is a server that takes our mail."""
        return self.smtp_url is not None

    @model_validator(mode="after")
    def _mail_has_a_sender(self) -> Self:
        """A server that takes mail is of use only with an address to send it from."""
        if self.smtp_url is None:
            return self
        parts = urlsplit(self.smtp_url.get_secret_value())
        if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
            raise ValueError("PRECEDENT_SMTP_URL is written smtp://user:password@host:587")
        if "@" not in parseaddr(self.mail_from)[1]:
            raise ValueError("PRECEDENT_MAIL_FROM must be an address, such as label@example.org")
        return self

    @model_validator(mode="after")
    def _contact_can_be_reached(self) -> Self:
        """Push services refuse what is neither."""
        if self.push_contact and not self.push_contact.startswith(("mailto:", "https://")):
            raise ValueError("PRECEDENT_PUSH_CONTACT is written mailto:ops@example.org")
        return self

    @model_validator(mode="after")
    def _demo_stays_at_home(self) -> Self:
        """In demo mode anybody signs in as anybody: so only this machine may."""
        if self.demo and not self.is_loopback:
            raise ValueError("demo mode listens on loopback only: use a host such as 127.0.0.1")
        return self


def _names(listed: str) -> frozenset[str]:
    return frozenset(each.strip().lower() for each in listed.split(",")) - {""}
