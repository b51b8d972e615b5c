"""What somebody who has read the mission alone thinks of a move: may it, may it not, unsaid."""

Opinion = tuple[bool | None, str]

YES: Opinion = (True, "")


def no(reason: str) -> Opinion:
    return False, reason


def free(reason: str) -> Opinion:
    return None, reason


def only_if(condition: bool, reason: str) -> Opinion:
    return YES if condition else no(reason)
