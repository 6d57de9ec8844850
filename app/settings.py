"""Every knob of Precedent, read once from PRECEDENT_* variables."""

from pathlib import Path
from typing import Literal, Self
from urllib.parse import urlsplit

from pydantic import Field, model_validator
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

    # how often a socket is told where the log stands, the log is looked at although nobody called,
    # and people who are connected are looked up again; seconds
    live_ping: float = Field(default=25, gt=0)
    live_check: float = Field(default=1, gt=0)
    live_recheck: float = Field(default=3, gt=0)
    live_queue: int = Field(default=256, ge=2)
    live_send: float = Field(default=10, gt=0)
    live_frame_bytes: int = Field(default=65_536, ge=1024)

    json_bytes: int = 1_000_000
    message_bytes: int = 65_536
    guideline_bytes: int = 1_000_000
    import_bytes: int = 100_000_000
    import_rows: int = 1_000_000
    cell_bytes: int = 1_000_000
    image_bytes: int = 20_000_000
    image_pixels: int = 40_000_000
    file_bytes: int = 20_000_000

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

    @model_validator(mode="after")
    def _demo_stays_at_home(self) -> Self:
        """In demo mode anybody signs in as anybody: so only this machine may."""
        if self.demo and not self.is_loopback:
            raise ValueError("demo mode listens on loopback only: use a host such as 127.0.0.1")
        return self
