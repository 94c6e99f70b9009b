"""Whether a reward or penalty follows the result (R-AW25). Pure."""

MET = "met"
JUDGED = (MET, "near", "missed")
REWARD, PENALTY, NONE = "reward", "penalty", "none"


def follows(outcome: str, standing: str) -> bool:
    """Whether it may be given: a reward only where the target was met, a penalty only where it was not, nothing always."""
    if standing not in JUDGED:
        return False
    return outcome == NONE or (outcome == REWARD) == (standing == MET)


def outcomes_for(standing: str) -> tuple[str, ...]:
    """What may be given for a result."""
    return tuple(one for one in (REWARD, PENALTY, NONE) if follows(one, standing))
