"""How a line of the log is written. No word of a fault enters: databases and parsers quote what was typed."""

import logging
import traceback


class Line(logging.Formatter):
    """Where it happened and the kinds of fault, from the first cause on; never their messages."""

    def formatException(self, ei):
        _kind, fault, _trace = ei
        parts = []
        while fault is not None:
            kind = f"{type(fault).__module__}.{type(fault).__qualname__}"
            parts.append("".join(traceback.format_tb(fault.__traceback__)) + kind)
            fault = fault.__cause__ or (None if fault.__suppress_context__ else fault.__context__)
        return "\n".join(reversed(parts))
