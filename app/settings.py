"""Every knob of Precedent, read once from PRECEDENT_* variables."""

from pathlib import Path
from typing import Literal

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


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
    log_level: str = "info"

    session_idle_hours: float = 12
    session_days: float = 30
    invitation_days: float = 14
    sign_ins_per_minute: int = 20
    messages_per_minute: int = 30
    api_per_minute: int = 600
    exports_per_hour: int = 6
    imports_per_hour: int = 10
    sockets_per_account: int = 20

    json_bytes: int = 1_000_000
    message_bytes: int = 65_536
    guideline_bytes: int = 1_000_000
    import_bytes: int = 100_000_000
    import_rows: int = 1_000_000
    cell_bytes: int = 1_000_000
    image_bytes: int = 20_000_000
    image_pixels: int = 40_000_000

    readers: int = Field(default=4, ge=1, le=64)
    group_most: int = Field(default=256, ge=1)
    relabel_chunk: int = Field(default=2000, ge=1)

    @property
    def is_sqlite(self) -> bool:
        """Whether the database is a file that this process alone writes."""
        return self.database.startswith("sqlite")

    @property
    def is_secure(self) -> bool:
        """Whether people reach us over https, so that cookies can be bound to it."""
        return self.origin.startswith("https://")
