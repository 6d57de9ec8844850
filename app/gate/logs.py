"""The log of the process: one JSON object a line, with neither bodies nor tokens nor messages."""

import logging

import structlog

from app.settings import Settings


def configure_logs(settings: Settings) -> None:
    """Write lines of JSON. Tracebacks name places in the code, never the values there: among
    those are passwords and what people wrote."""
    level = logging.getLevelNamesMapping().get(settings.log_level.upper(), logging.INFO)
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(),
    )
