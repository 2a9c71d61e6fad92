#!/usr/bin/env python3
"""Sends messages to a logc server: Python 3, standard library only.

Each message is answered, and sent again with the same id when the connection is lost before its answer; the server knows it
by client id and message id, so it stands in the file once. docs/protocol.md describes the frames.

    message-client.py --client meter-7 temperature,21.5 humidity,40
    echo temperature,21.5 | message-client.py --client meter-7

Prints one line for each message: "ACK <id>", or "NACK <id> <reason> <text>" when it will never be taken. Ends with 0 when all
were acknowledged, 1 when one was refused, 2 when the server does not want this client. Only one program at a time may use a
client id.
"""
import argparse
import os
import queue
import random
import socket
import ssl
import struct
import sys
import threading
import time

VERSION = 1
HELLO, MESSAGE, WELCOME, ACK, NACK = 1, 2, 0x81, 0x82, 0xFF
REASONS = {
    1: "TOO_LARGE", 2: "MALFORMED", 3: "CHECKSUM", 4: "NOT_AUTHORISED", 5: "OUT_OF_SEQUENCE", 6: "DISK_FULL",
    7: "BUSY", 8: "SHUTTING_DOWN", 9: "DISK_FAILED", 10: "VERSION", 11: "TAKEN_OVER",
}
TRY_AGAIN = {3, 5, 6, 7, 8, 9}
TAKEN_OVER = 11
WINDOW = 64  # messages on the way at once
SILENCE_S = 30  # a server that says nothing for so long is given up
LONGEST_PAUSE_S = 5
MOST_UNANSWERED = 16  # greetings are remembered: where each connection is reset, there would be no end of them
MEMORY_S = 120  # so long after a server has answered one greeting, it has come to those before


def crc_table():
    table = []
    for value in range(256):
        for _ in range(8):
            value = (value >> 1) ^ 0x82F63B78 if value & 1 else value >> 1
        table.append(value)
    return table


CRC_TABLE = crc_table()


def crc32c(data):
    crc = 0xFFFFFFFF
    for byte in data:
        crc = (crc >> 8) ^ CRC_TABLE[(crc ^ byte) & 0xFF]
    return crc ^ 0xFFFFFFFF


class Refused(Exception):
    """The server does not want this client, or not now."""

    def __init__(self, reason, text):
        super().__init__(f"{REASONS.get(reason, reason)} {text}".rstrip())
        self.reason = reason
        self.for_good = reason not in TRY_AGAIN


class FrameError(OSError):
    """The server has said what makes no sense."""


class Unanswered(OSError):
    """HELLO may have been sent, and the server has neither answered nor closed the connection."""


def frame(code, fields):
    return struct.pack(">iB", 1 + len(fields), code) + fields


def message_frame(message_id, name, payload):
    body = struct.pack(">BqB", MESSAGE, message_id, len(name)) + name + payload
    return struct.pack(">i", len(body) + 4) + body + struct.pack(">I", crc32c(body))


def nack(fields):
    message_id, reason, length = struct.unpack_from(">qBB", fields)
    return message_id, reason, fields[10:10 + length].decode()


class Connection:
    """Greeted; knows the longest payload that the server takes and the last message id that it has of this client."""

    def __init__(self, options, secret):
        self.socket = socket.create_connection((options.host, options.port), timeout=SILENCE_S)
        if options.tls or options.ca:
            context = ssl.create_default_context(cafile=options.ca)
            self.socket = context.wrap_socket(self.socket, server_hostname=options.host)
        self.stream = self.socket.makefile("rb")
        client, user = options.client.encode(), options.user.encode()
        try:
            self.socket.sendall(frame(HELLO, struct.pack(">HBB", VERSION, 0, len(client)) + client
                                      + struct.pack(">B", len(user)) + user
                                      + struct.pack(">H", len(secret)) + secret))
            code, fields = self.receive()
        except FrameError:
            raise
        except OSError as e:
            self.close()
            raise Unanswered(str(e)) from e
        if code == NACK:
            raise Refused(*nack(fields)[1:])
        if code != WELCOME:
            raise FrameError(f"expected WELCOME: code={code}")
        _, self.longest, _, self.last_id = struct.unpack(">HIBq", fields)
        self.welcome_s = time.monotonic()

    def receive(self):
        header = self.stream.read(5)
        if len(header) < 5:
            raise EOFError("the server has closed the connection")
        length, code = struct.unpack(">iB", header)
        if not 1 <= length <= 1024:
            raise FrameError(f"a frame of the server has length={length}")
        fields = self.stream.read(length - 1)
        if len(fields) < length - 1:
            raise EOFError("the server has closed the connection")
        return code, fields

    def close(self):
        self.stream.close()
        self.socket.close()


class Client:
    """Keeps what is not answered: [id, name, payload]; the id is 0 until it is sent for the first time."""

    def __init__(self, options, secret):
        self.options = options
        self.secret = secret
        self.given = queue.Queue(WINDOW)
        self.waiting = []
        self.at_end = False
        self.highest_id = 0
        self.any_refused = False
        self.progress = False
        self.unanswered = 0  # greetings; a server that had stopped may come to them after that of a newer connection

    def run(self):
        pause_s = 0.1
        while self.fill():
            try:
                connection = Connection(self.options, self.secret)
                try:
                    if connection.last_id > self.highest_id:
                        if any(message[0] for message in self.waiting):
                            raise SystemExit("another program uses this client id: it is not known whether what was sent is on file")
                        self.highest_id = connection.last_id
                    while self.fill():
                        self.refuse_too_long(connection.longest)
                        if self.waiting:
                            self.exchange(connection)
                finally:
                    connection.close()
                    if time.monotonic() - connection.welcome_s >= MEMORY_S:
                        self.unanswered = 0
            except Refused as e:
                if e.reason == TAKEN_OVER and self.unanswered > 0:
                    self.unanswered -= 1  # by an earlier greeting of this client itself
                elif e.for_good:
                    raise
                print(f"{e}; trying again", file=sys.stderr)
            except (OSError, EOFError) as e:
                if isinstance(e, Unanswered):
                    self.unanswered = min(MOST_UNANSWERED, self.unanswered + 1)
                print(f"{e}; connecting again", file=sys.stderr)
            if self.progress:
                pause_s, self.progress = 0.1, False
            if self.waiting:
                time.sleep(pause_s * random.uniform(0.5, 1))
                pause_s = min(2 * pause_s, LONGEST_PAUSE_S)

    def fill(self):
        """Takes what there is until the window is full; waits only if nothing waits for an answer. False at the end of all."""
        while not self.at_end and len(self.waiting) < WINDOW and not (self.waiting and self.given.empty()):
            text = self.given.get()
            if text is None:
                self.at_end = True
            else:
                self.waiting.append([0, *parse(text)])
        return bool(self.waiting)

    def exchange(self, connection):
        """Sends all that waits, in one piece, and takes the answers, which come in the same order."""
        for message in self.waiting:
            if message[0] == 0:
                self.highest_id += 1
                message[0] = self.highest_id
        waiting = self.waiting
        sent = waiting[:self.how_many(connection.longest)]
        connection.socket.sendall(b"".join(message_frame(*message) for message in sent))
        again = None
        for position, message in enumerate(sent):
            code, fields = connection.receive()
            if code not in (ACK, NACK):
                raise OSError(f"unexpected frame: code={code}")
            message_id, reason, text = nack(fields) if code == NACK else (message[0], None, "")
            if message_id == 0 and reason != 3:  # about the connection; a damaged frame may have any id
                raise Refused(reason, text)
            if again is not None:
                continue  # what follows a message to be sent again is out of sequence
            if reason in TRY_AGAIN:
                again = Refused(reason, text)
                continue
            self.waiting = waiting[position + 1:]
            self.progress = True
            if code == ACK:
                print(f"ACK {message[0]}", flush=True)
            else:
                self.refused(message[0], REASONS.get(reason, reason), text)
        if again is not None:
            raise again  # begins anew with the first refused, after a pause

    def how_many(self, longest):
        """What was sent once and is too long for the server now is sent alone: see refuse_too_long."""
        too_long = [i for i, message in enumerate(self.waiting) if len(message[2]) > longest]
        return max(1, too_long[0]) if too_long else len(self.waiting)

    def refuse_too_long(self, longest):
        """What the server would refuse as too large is not sent: were that answer lost, and the next message taken, the server
        would take the repetition for a message that it has."""
        for message in [message for message in self.waiting if message[0] == 0 and len(message[2]) > longest]:
            self.refused(0, "TOO_LARGE", f"at most {longest} bytes: {message[2][:20]!r}...")
            self.waiting.remove(message)

    def refused(self, message_id, reason, text):
        print(f"NACK {message_id} {reason} {text}", flush=True)
        self.any_refused = True


def parse(text):
    """NAME,MESSAGE; without a comma the name is empty."""
    name, comma, payload = text.partition(b",")
    if not comma:
        name, payload = b"", name
    if len(name) > 255:
        sys.exit(f"a name is longer than 255 bytes: {name[:20]!r}...")
    return name, payload


def give(texts, given):
    for text in texts:
        given.put(text.rstrip(b"\n"))
    given.put(None)


def main():
    parser = argparse.ArgumentParser(description="Sends messages to a logc server; without any, lines of standard input.")
    parser.add_argument("--client", required=True, help="client id, 1 to 64 bytes")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=4568)
    parser.add_argument("--user", default="", help="the secret is read from the environment: LOGC_SECRET")
    parser.add_argument("--tls", action="store_true")
    parser.add_argument("--ca", help="TLS, and PEM file of the certificates to trust instead of the system's")
    parser.add_argument("messages", nargs="*", metavar="NAME,MESSAGE")
    options = parser.parse_args()
    client = Client(options, os.environ.get("LOGC_SECRET", "").encode())
    texts = [os.fsencode(text) for text in options.messages]
    source = texts if texts else sys.stdin.buffer
    threading.Thread(target=give, args=(source, client.given), daemon=True).start()
    try:
        client.run()
    except Refused as e:
        print(f"refused: {e}; not acknowledged: {len(client.waiting)}", file=sys.stderr)
        sys.exit(2)
    sys.exit(1 if client.any_refused else 0)


if __name__ == "__main__":
    main()
