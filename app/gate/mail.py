"""What doors ask before they promise a mail."""

from starlette.requests import Request

from app.errors import Conflict
from app.languages import say


def sends_mail(request: Request) -> bool:
    """Whether this instance sends mail."""
    answer: bool = request.app.state.settings.sends_mail
    return answer


def need_mail(request: Request) -> None:
    """Raise Conflict where no mail is sent."""
    if not sends_mail(request):
        raise Conflict(
            say("This instance sends no mail: whoever runs it has named no mail server.")
        )
