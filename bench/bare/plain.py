"""Label and take the next task the way the tutorials write it.

FastAPI, a SQLModel session a request, a commit in each: what a team would build in an afternoon.

`python -m bench.bare.plain PORT FILE TASKS`
"""

import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Annotated

import uvicorn
from fastapi import Depends, FastAPI
from sqlalchemy import Engine, event
from sqlmodel import Field, Session, SQLModel, create_engine, select

app = FastAPI()


class Task(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    body: str
    state: str = Field(default="open", index=True)


class Label(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    task_id: int = Field(foreign_key="task.id")
    value: str
    at: datetime


class Given(SQLModel):
    answer: str


def prepare(path: str, tasks: int) -> Engine:
    engine = create_engine(
        f"sqlite:///{path}", connect_args={"check_same_thread": False, "timeout": 60}
    )

    @event.listens_for(engine, "connect")
    def durable(connection: object, _: object) -> None:
        connection.isolation_level = None  # type: ignore[attr-defined]
        connection.execute("PRAGMA journal_mode=WAL")  # type: ignore[attr-defined]
        connection.execute("PRAGMA synchronous=FULL")  # type: ignore[attr-defined]

    @event.listens_for(engine, "begin")
    def begin(connection: object) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")  # type: ignore[attr-defined]

    SQLModel.metadata.create_all(engine)
    with Session(engine) as db:
        db.add_all(Task(body="a text to judge") for _ in range(tasks))
        db.commit()
    return engine


engine = prepare(sys.argv[2], int(sys.argv[3]))


def session() -> Iterator[Session]:
    with Session(engine) as db:
        yield db


Db = Annotated[Session, Depends(session)]


@app.get("/next")
def take(db: Db) -> Task | None:
    task = db.exec(select(Task).where(Task.state == "open").limit(1)).first()
    if task:
        task.state = "taken"
        db.add(task)
        db.commit()
        db.refresh(task)
    return task


@app.post("/tasks/{id}/label")
def submit(id: int, given: Given, db: Db) -> Label:
    task = db.get_one(Task, id)
    task.state = "done"
    label = Label(task_id=id, value=given.answer, at=datetime.now(UTC))
    db.add_all([task, label])
    db.commit()
    db.refresh(label)
    return label


if __name__ == "__main__":
    uvicorn.run(app, port=int(sys.argv[1]), access_log=False, log_level="error")
