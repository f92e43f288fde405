"""Why the limited process will not do what was asked. Only a code travels."""


class Refusal(Exception):
    """The code of the rule that was broken."""
