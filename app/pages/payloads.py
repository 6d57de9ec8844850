"""The body of a webhook, drawn when it is sent: signed JSON, or a message for Slack."""

import json
from datetime import datetime

from sqlmodel import Session

from app.clock import now
from app.domain.endpoints import TEST
from app.domain.slack import write_message
from app.pages.news import News, tell_news, tell_test
from app.queries.endpoints import find_endpoint
from app.queries.events import find_event
from app.queries.projects import get_project
from app.records.projects import Project


def draw_payload(
    db: Session, project_id: int, endpoint_id: int, seq: int | None, format: str, origin: str
) -> bytes | None:
    """What an endpoint is told of an event, or of a test (`seq` None); None when there is nothing
    left to tell."""
    endpoint = find_endpoint(db, project_id, endpoint_id)
    if endpoint is None:
        return None
    event = find_event(db, project_id, seq) if seq is not None else None
    news = tell_news(db, event) if event else tell_test(endpoint.name) if seq is None else None
    if news is None:
        return None
    project = get_project(db, project_id)
    url = f"{origin.rstrip('/')}/projects/{project.slug}{news.path}"
    if format == "slack":
        return _encode(write_message(news.headline, news.words, url, project.name))
    at = event.at if event else now()
    return _encode(_standard(event.kind if event else TEST, at, news, project, url))


def _standard(kind: str, at: datetime, news: News, project: Project, url: str) -> dict[str, object]:
    about = {"project": project.slug, "url": url, "headline": news.headline}
    return {"type": kind, "timestamp": at.isoformat(), "data": {**about, **news.data}}


def _encode(payload: dict[str, object]) -> bytes:
    return json.dumps(payload, ensure_ascii=False, separators=(",", ":")).encode()
