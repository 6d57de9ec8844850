"""create_app(settings): the only place that wires anything together."""

import importlib
import pkgutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from fastapi import APIRouter, FastAPI
from starlette.requests import Request
from starlette.staticfiles import StaticFiles

from app.api import flags, labels, messages
from app.followers.attachments import FileKeeper
from app.followers.attempts import AttemptKeeper
from app.followers.honeypots import HoneypotKeeper
from app.followers.letters import LetterCarrier
from app.followers.publications import PublicationKeeper
from app.followers.pushes import Pusher
from app.followers.questions import QuestionWaker
from app.followers.relabels import RelabelKeeper
from app.followers.runner import Followers
from app.followers.sender import Sender
from app.followers.set_asides import SetAsideKeeper
from app.gate.corpora import Corpora
from app.gate.embeddings import Embedder
from app.gate.figures import Figures
from app.gate.guard import Guard
from app.gate.hunts import Hunts
from app.gate.identity import Doorkeeper
from app.gate.imports import Imports
from app.gate.lanes import Lane, Lanes, lanes_of
from app.gate.logs import configure_logs
from app.gate.problems import install, sign_in_at
from app.gate.rates import Rates
from app.gate.reckonings import RECIPES
from app.gate.resemblances import Shelves
from app.live import socket
from app.live.hub import Hub
from app.pages.assets import HTMX, SCRIPT_SOURCES
from app.pages.frames import Frame
from app.pages.render import render
from app.records.edge import Edge
from app.settings import Settings

ROOT = Path(__file__).parents[1]


@dataclass(frozen=True, slots=True)
class Parts:
    """What runs as long as the app does. `owns_edge` False: the edge outlives it."""

    edge: Edge
    hub: Hub
    imports: Imports
    keeper: RelabelKeeper
    waker: QuestionWaker
    followers: Followers
    sender: Sender
    publisher: PublicationKeeper
    examiner: AttemptKeeper
    carrier: LetterCarrier
    pusher: Pusher
    files: FileKeeper
    shelves: Shelves
    figures: Figures
    honeypots: HoneypotKeeper
    set_asides: SetAsideKeeper
    owns_edge: bool

    @asynccontextmanager
    async def running(self, _: FastAPI) -> AsyncIterator[None]:
        """Start everything, and stop it in the other order."""
        if self.owns_edge:
            await self.edge.start()
        await self.imports.sweep()
        await self.hub.start()
        self.keeper.start()
        self.waker.start()
        self.followers.start()
        self.sender.start()
        self.publisher.start()
        self.examiner.start()
        self.carrier.start()
        self.pusher.start()
        self.files.start()
        self.honeypots.start()
        self.set_asides.start()
        yield
        await self.set_asides.stop()
        await self.honeypots.stop()
        await self.figures.stop()
        await self.shelves.stop()
        await self.files.stop()
        await self.pusher.stop()
        await self.carrier.stop()
        await self.examiner.stop()
        await self.publisher.stop()
        await self.sender.stop()
        await self.followers.stop()
        await self.waker.stop()
        await self.keeper.stop()
        await self.hub.stop()
        await self.imports.close()
        if self.owns_edge:
            await self.edge.stop()


def create_app(settings: Settings, started: Edge | None = None) -> FastAPI:
    """The whole product on one database, ready for a server to run.

    `started`: an edge that runs already and outlives the app, instead of one of its own.
    """
    configure_logs(settings)
    edge = started or Edge(settings)
    hub, imports = Hub(edge, settings), Imports(edge, settings)
    keeper, waker, followers = RelabelKeeper(edge), QuestionWaker(edge), Followers(edge)
    sender, carrier, pusher = Sender(edge, settings), LetterCarrier(edge), Pusher(edge, settings)
    files, shelves = FileKeeper(edge), Shelves(Embedder(settings))
    publisher, examiner = PublicationKeeper(edge), AttemptKeeper(edge)
    rounds = (
        keeper,
        waker,
        followers,
        sender,
        publisher,
        examiner,
        carrier,
        pusher,
        files,
        shelves,
    )
    figures = Figures(edge, RECIPES)
    honeypots, set_asides = HoneypotKeeper(edge), SetAsideKeeper(edge)
    more = (figures, honeypots, set_asides)
    parts = Parts(edge, hub, imports, *rounds, *more, owns_edge=started is None)
    made = FastAPI(
        title="Precedent",
        summary="Where the people who label data and the people who train on it settle meaning.",
        version="0.1.0",
        lifespan=parts.running,
        docs_url=None,
        redoc_url=None,
        openapi_url="/api/v1/openapi.json",
    )
    made.state.edge, made.state.settings = edge, settings
    made.state.hub, made.state.imports = hub, imports
    made.state.keeper, made.state.followers, made.state.files = keeper, followers, files
    made.state.publisher, made.state.honeypots = publisher, honeypots
    made.state.sender, made.state.carrier, made.state.pusher = sender, carrier, pusher
    made.state.doorkeeper, made.state.rates = Doorkeeper(edge, settings), Rates(settings)
    made.state.shelves, made.state.figures, made.state.project_ids = shelves, figures, {}
    made.state.corpora = Corpora()
    made.state.hunts = Hunts(made.state.corpora)
    _open_doors(made, settings)
    return made


def _open_doors(made: FastAPI, settings: Settings) -> None:
    """Every route, and what stands before them."""
    made.router.routes.extend(doors().routes)
    made.mount("/static", StaticFiles(directory=ROOT / "static"), name="static")
    _serve_assets(made)
    install(made, show_refusal)
    made.add_middleware(Lanes, main=made, lanes=short_ways())
    made.add_middleware(Guard, settings=settings, script_sources=SCRIPT_SOURCES)


@cache
def doors() -> APIRouter:
    """The routes of all doors, made once: the framework takes a second over them, and each app of a
    process, as the tests make them by the hundred, has the same."""
    every = APIRouter()
    every.include_router(socket.router)
    for router in routers("app.web"):
        every.include_router(router, include_in_schema=False)
    for router in routers("app.api"):
        every.include_router(router, prefix="/api/v1")
    return every


@cache
def short_ways() -> tuple[Lane, ...]:
    """What a project does thousands of times a day does not wait for the framework."""
    hot = (labels.claim_task, labels.submit_label, messages.post_message, flags.raise_flag)
    routes = [each for module in (labels, messages, flags) for each in module.router.routes]
    return tuple(lanes_of("/api/v1", routes, *hot))


def routers(package: str) -> list[APIRouter]:
    """The router of every module in a door, in the order of their names."""
    path = importlib.import_module(package).__path__
    names = sorted(each.name for each in pkgutil.iter_modules(path))
    modules = [importlib.import_module(f"{package}.{name}") for name in names]
    return [module.router for module in modules if hasattr(module, "router")]


def show_refusal(request: Request, status: int, title: str, message: str) -> str:
    """The page that says what happened, what is safe, and what to do."""
    frame = Frame(title=title, nonce=request.state.nonce, path=request.url.path)
    sign_in = sign_in_at(request) if status == 401 else ""
    told = {"page": frame, "status": status, "message": message, "sign_in": sign_in}
    return render("layout/error.html", told)


def _serve_assets(made: FastAPI) -> None:
    """Our own copies of the pinned scripts, for browsers that reach no CDN."""
    from starlette.responses import FileResponse, PlainTextResponse, Response

    dist = ROOT / "node_modules" / "htmx.org" / "dist"
    files = {asset.file: dist / asset.url.split("/dist/")[1] for asset in HTMX}

    async def asset(name: str) -> Response:
        path = files.get(name)
        if path is None or not path.exists():
            return PlainTextResponse("no such asset", 404)
        return FileResponse(path, media_type="text/javascript")

    made.add_api_route("/assets/{name}", asset, include_in_schema=False)
