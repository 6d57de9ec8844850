"""Impact: how much hangs on a question, to sort the inbox by."""

# A question a week old weighs twice a new one, and then no more: age must not bury reach.
DOUBLING_HOURS = 168.0
# So many people besides the first double a question's weight, and then no more.
COMPANY = 4


def impact(
    labels: int, tasks_to_come: int, split: float, age_hours: float, askers: int = 1
) -> float:
    """The weight of a question: reach x split x age x company.

    Reach is the labels already made plus the tasks still to come that it touches, plus one, so
    that a question about a single new task is not nothing. Split (0 to 1, see
    `consensus.split`) makes evenly divided answers weigh twice unanimous ones. Age grows from 1 to
    2 over a week and stays there. Company grows from 1 to 2 with the people who ask, five of them
    doubling it. Only the order of results means anything.
    """
    reach = 1 + max(0, labels) + max(0, tasks_to_come)
    division = 1 + min(1.0, max(0.0, split))
    age = 1 + min(1.0, max(0.0, age_hours) / DOUBLING_HOURS)
    company = 1 + min(1.0, max(0, askers - 1) / COMPANY)
    return reach * division * age * company
