"""A uvicorn server for the app: our protocol for sockets, its limits, and a quick goodbye."""

import gc
import socket as sockets
import sys

import uvicorn
from fastapi import FastAPI

from app.live.hub import Hub
from app.live.lines import LiveProtocol
from app.settings import Settings

GOODBYE = 10  # seconds for requests that are running when the server stops
# how long one thread may keep the interpreter while another wants it: the loop and the writer pass
# work to and fro, and waited for each other most of the time
TURN = 0.0005
# how many new objects, and rounds, until the interpreter looks for garbage that hangs in circles
LITTER = (10_000, 20, 20)
QUIET = 20.0  # seconds between pings of the protocol's own, which find dead clients


class Server(uvicorn.Server):
    """Sends the sockets and the polls away first, so that none of them holds up the end."""

    def __init__(self, config: uvicorn.Config, hub: Hub) -> None:
        super().__init__(config)
        self.hub = hub

    async def startup(self, sockets: list[sockets.socket] | None = None) -> None:
        """What was loaded to start with is never garbage: to look through it stops everything."""
        await super().startup(sockets)
        gc.collect()
        gc.freeze()
        gc.set_threshold(*LITTER)

    async def shutdown(self, sockets: list[sockets.socket] | None = None) -> None:
        """Everybody comes back to the next process: close code 1012."""
        await self.hub.stop()
        await super().shutdown(sockets)


def make_server(app: FastAPI, settings: Settings) -> Server:
    """A server that serves the app where the settings say."""
    sys.setswitchinterval(TURN)
    config = uvicorn.Config(
        app,
        host=settings.host,
        port=settings.port,
        # whose X-Forwarded-For is believed; by default nobody's, or sign-in could be tried for ever
        proxy_headers=bool(settings.proxies),
        forwarded_allow_ips=settings.proxies or [],
        ws=LiveProtocol,
        ws_max_size=settings.live_frame_bytes,
        ws_per_message_deflate=False,
        ws_ping_interval=QUIET,
        ws_ping_timeout=QUIET,
        timeout_graceful_shutdown=GOODBYE,
        access_log=False,
        server_header=False,
        log_level=settings.log_level,
        backlog=4096,
    )
    return Server(config, app.state.hub)
