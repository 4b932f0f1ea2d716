"""Where a bracket that was opened in code is closed; text in quotes does not count."""

_PAIRS = {"(": ")", "{": "}", "[": "]"}
LIMIT = 20_000


def closed(text: str, start: int, quotes: str = "'\"", limit: int = LIMIT) -> int:
    """The place after the bracket that ends the one at `start`; -1 where none does."""
    opening = text[start]
    closing, depth, quote, index = _PAIRS[opening], 0, "", start
    stop = min(len(text), start + limit)
    while index < stop:
        char = text[index]
        if quote:
            if char == "\\":
                index += 1
            elif char == quote:
                quote = ""
        elif char in quotes:
            quote = char
        elif char == opening:
            depth += 1
        elif char == closing:
            depth -= 1
            if not depth:
                return index + 1
        index += 1
    return -1
