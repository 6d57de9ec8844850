"""The least that the same server can answer: a constant, through uvicorn and Starlette."""

import sys

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route


async def hello(_: Request) -> Response:
    return Response(b'{"hello":"world"}', media_type="application/json")


if __name__ == "__main__":
    app = Starlette(routes=[Route("/", hello)])
    uvicorn.run(app, port=int(sys.argv[1]), access_log=False, log_level="error")
