#!/usr/bin/env python3
"""Reads a file of messages and undoes the escaping: Python 3, standard library only.

    message-lines.py messages.log

Prints one JSON object for each line. A byte that is not UTF-8 becomes a lone surrogate (\\udc80 to \\udcff), as usual in Python:
text.encode("utf-8", "surrogateescape") has the very bytes that were sent.
"""
import json
import re
import sys

ESCAPE = re.compile(rb"\\(x[0-9A-F]{2}|.)", re.DOTALL)
LETTERS = {b"\\": b"\\", b"n": b"\n", b"r": b"\r", b"t": b"\t"}


def unescape(field):
    def byte(match):
        escape = match.group(1)
        return bytes([int(escape[1:], 16)]) if len(escape) == 3 else LETTERS[escape]

    return ESCAPE.sub(byte, field)


def decode(line):
    """Client id, message id, name and payload of a line."""
    client, message_id, name, payload = line.rstrip(b"\n").split(b" ", 3)
    return unescape(client), int(message_id), b"" if name == b"-" else unescape(name), unescape(payload)


def main():
    with open(sys.argv[1], "rb") if len(sys.argv) > 1 else sys.stdin.buffer as lines:
        for line in lines:
            client, message_id, name, payload = decode(line)
            print(json.dumps({
                "client": client.decode("utf-8", "surrogateescape"),
                "id": message_id,
                "name": name.decode("utf-8", "surrogateescape"),
                "message": payload.decode("utf-8", "surrogateescape"),
            }))


if __name__ == "__main__":
    main()
