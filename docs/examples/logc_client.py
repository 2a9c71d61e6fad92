#!/usr/bin/env python3
"""A logc client of another language, as docs/protocol.md describes it: Python 3, standard library only.

Has the server create a buffer (INIT without a name), maps it, writes lines into the ring, and waits until they are on
file. One thread of one process writes, so the tail is moved by a plain store; several producers need a compare-and-set.
Relies on stores becoming visible in program order, which x86-64 gives and other processors do not.

    logc_client.py BUFFER_DIRECTORY LOG_FILE LINE...
"""
import hashlib
import hmac
import mmap
import os
import socket
import struct
import sys

VERSION = 1
INIT, WRITE, CLOSE, HELLO, PROOF = 1, 2, 3, 4, 5
INIT_RESPONSE, WRITE_RESPONSE, CLOSE_RESPONSE, CHALLENGE, REFUSED = 0x81, 0x82, 0x83, 0x84, 0xFF
EVENT, PADDING = 1, -1
TAIL, HEAD = 128, 384  # offsets in the trailer, which follows the ring


class Connection:
    """Frames over one TCP connection: a big-endian int32 length, a code, the fields."""

    def __init__(self, port):
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=10)
        self.stream = self.socket.makefile("rb")

    def send(self, code, fields):
        self.socket.sendall(struct.pack(">iB", 1 + len(fields), code) + fields)

    def receive(self, expected):
        header = self.stream.read(5)
        if len(header) < 5:
            raise EOFError("the server has closed the connection")
        length, code = struct.unpack(">iB", header)
        fields = self.stream.read(length - 1)
        if code == INIT_RESPONSE and fields[0] == 0:
            code, fields = REFUSED, fields[1:]  # errno and message follow the result
        if code == REFUSED:
            raise OSError(struct.unpack(">i", fields[:4])[0], fields[4:-1].decode())
        if code != expected:
            raise OSError(f"code {code:#x} came instead of {expected:#x}")
        return fields


def prove(connection, secret):
    """HELLO, CHALLENGE, PROOF: each side shows that it knows the secret, without sending it."""
    nonce = os.urandom(16)
    connection.send(HELLO, struct.pack(">i", VERSION) + nonce)
    fields = connection.receive(CHALLENGE)
    server_nonce, server_proof = fields[4:20], fields[20:52]
    expected = hmac.new(secret, b"logc server" + nonce + server_nonce, hashlib.sha256).digest()
    if not hmac.compare_digest(server_proof, expected):
        raise PermissionError("who listens there does not know the secret")
    connection.send(PROOF, hmac.new(secret, b"logc client" + server_nonce + nonce, hashlib.sha256).digest())


class Ring:
    """The ring of a mapped buffer file. Cast memory views store whole words; struct.pack_into would store bytes."""

    def __init__(self, path):
        with open(path, "r+b") as file:
            self.bytes = mmap.mmap(file.fileno(), 0)
        magic, version, self.base, self.capacity = struct.unpack_from("<iiii", self.bytes, 0)
        if magic != 0x43474F4C or version != 1:
            raise OSError(f"{path}: magic={magic:#x}, version={version} is no buffer of this version")
        self.ints = memoryview(self.bytes).cast("i")
        self.longs = memoryview(self.bytes).cast("q")
        self.tail_slot = (self.base + self.capacity + TAIL) // 8
        self.head_slot = (self.base + self.capacity + HEAD) // 8

    def tail(self):
        return self.longs[self.tail_slot]

    def head(self):
        return self.longs[self.head_slot]

    def write(self, kind, payload):
        """Claims, copies, commits. False when there is no room: wait for the head to move, or drop and count."""
        if len(payload) > self.capacity // 8:
            raise ValueError(f"{len(payload)} bytes: a record's payload is at most an eighth of the ring")
        length = len(payload) + 8
        aligned = (length + 7) & -8
        tail, head = self.tail(), self.head()
        to_end = self.capacity - tail % self.capacity
        padding = to_end if aligned > to_end else 0  # a record never wraps: the rest of the ring becomes padding
        if aligned + padding > self.capacity - (tail - head):
            return False
        self.longs[self.tail_slot] = tail + padding + aligned  # the claim
        if padding:
            self.record(tail, PADDING, b"", padding)
        self.record(tail + padding, kind, payload, length)
        return True

    def record(self, position, kind, payload, length):
        offset = self.base + position % self.capacity
        self.ints[offset // 4] = -length  # claimed, not complete
        self.ints[offset // 4 + 1] = kind
        self.bytes[offset + 8 : offset + 8 + len(payload)] = payload
        self.ints[offset // 4] = length  # the commit


def main(directory, log_file, *lines):
    with open(os.path.join(directory, "server"), encoding="ascii") as file:
        server = dict(line.strip().split("=", 1) for line in file)
    connection = Connection(int(server["port"]))
    prove(connection, bytes.fromhex(server["secret"]))

    path = os.path.abspath(log_file).encode() + b"\0"
    identity = f"python {os.getpid()}".encode() + b"\0"
    fields = b"\1" + path + struct.pack(">i", VERSION) + b"\0" + struct.pack(">iii", 65536, 0, 0) + identity
    connection.send(INIT, fields)
    name = connection.receive(INIT_RESPONSE)[1:-1].decode()
    ring = Ring(os.path.join(directory, name))
    print(f"{name}: ring of {ring.capacity} bytes at {ring.base}, tail={ring.tail()}, head={ring.head()}")

    marker = 0
    for line in lines:
        while not ring.write(EVENT, line.encode() + b"\n"):
            marker += 1  # full: have everything written, then there is room
            connection.send(WRITE, struct.pack(">qqq", ring.head(), ring.tail(), marker))
            connection.receive(WRITE_RESPONSE)
    marker += 1
    connection.send(WRITE, struct.pack(">qqq", ring.head(), ring.tail(), marker))
    print(f"marker {struct.unpack('>q', connection.receive(WRITE_RESPONSE))[0]}: on file up to {ring.tail()}")
    connection.send(CLOSE, struct.pack(">q", ring.tail()))
    connection.receive(CLOSE_RESPONSE)
    print("closed")


if __name__ == "__main__":
    main(*sys.argv[1:])
