"""Times in words, as static/js/times.js says them: what a page is painted with stays where it is.

The browser puts in the reader's zone what is said here in UTC, and keeps "3m ago" true.
"""

from datetime import datetime, timedelta

from app.clock import now
from app.languages import mark, say, spoken

WEEK = timedelta(days=7)
WORDS = {
    86_400: (mark("%(count)sd ago"), mark("in %(count)sd")),
    3600: (mark("%(count)sh ago"), mark("in %(count)sh")),
    60: (mark("%(count)sm ago"), mark("in %(count)sm")),
}
# after the language's own habit, as browsers have it
DATES = {"en": "%b {day}, %Y", "ja": "%Y年{month}月{day}日"}
HOURS = {"en": "%I:%M %p", "ja": "%H:%M"}
BETWEEN = {"en": ", ", "ja": " "}


def say_time(at: datetime, how: str) -> str:
    """A time as `ago` (how long ago, from a week on the date), `date`, `time` or `full`."""
    if how == "ago" and abs(now() - at) < WEEK:
        return say_ago(at, now())
    language = spoken()
    date = at.strftime(DATES[language].format(day=at.day, month=at.month))
    hour = at.strftime(HOURS[language])
    return {"time": hour, "full": date + BETWEEN[language] + hour}.get(how, date)


def say_ago(at: datetime, to: datetime) -> str:
    """How long ago, or in how long, in the largest unit that fits."""
    seconds = (to - at).total_seconds()
    away = abs(seconds)
    if away < 45:
        return say("just now")
    size = next((each for each in WORDS if away >= each), 60)
    past, coming = WORDS[size]
    return say(past if seconds > 0 else coming, count=int(away / size + 0.5))


def say_span(seconds: float) -> str:
    """How long something took, in its two largest units."""
    minutes = round(seconds / 60)
    if minutes < 1:
        return say("%(count)s s", count=round(seconds))
    if minutes < 60:
        return say("%(count)s min", count=minutes)
    hours, rest = divmod(minutes, 60)
    if hours < 48:
        return say("%(hours)s h %(minutes)s min", hours=hours, minutes=rest)
    return say("%(days)s d %(hours)s h", days=hours // 24, hours=hours % 24)
