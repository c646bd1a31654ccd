"""A Jupyter client on libzmq, for TestLibzmqPeer. Usage: libzmq_peer.py CONNECTION_FILE [subscribe]

Each function named check_* is run in order; the first that fails ends the program. It uses pyzmq alone, so that
nothing between it and the sockets repairs what is wrong.
"""

import hashlib
import hmac
import json
import os
import signal
import subprocess
import sys
import time
import uuid

import zmq

DELIMITER = b"<IDS|MSG>"
PATIENCE = 20_000  # milliseconds

with open(sys.argv[1]) as f:
    connection = json.load(f)
context = zmq.Context()


def address(channel):
    between = ":" if connection["transport"] == "tcp" else "-"
    return "{transport}://{ip}".format(**connection) + between + str(connection[channel + "_port"])


def connect(kind, channel, identity=None, **options):
    socket = context.socket(kind)
    socket.linger = 1000
    socket.rcvtimeo = PATIENCE
    socket.sndhwm = socket.rcvhwm = 0
    if identity is not None:
        socket.setsockopt(zmq.IDENTITY, identity)
    for name, value in options.items():
        socket.setsockopt(getattr(zmq, name), value)
    socket.connect(address(channel))
    return socket


def sign(parts):
    mac = hmac.new(connection["key"].encode(), digestmod=hashlib.sha256)
    for part in parts:
        mac.update(part)
    return mac.hexdigest().encode()


def send(socket, msg_type, content=None, buffers=()):
    header = {"msg_id": uuid.uuid4().hex, "msg_type": msg_type, "session": "s", "username": "u",
              "date": "2026-01-01T00:00:00.000000Z", "version": "5.4"}
    parts = [json.dumps(p).encode() for p in (header, {}, {}, content or {})]
    socket.send_multipart([DELIMITER, sign(parts), *parts, *buffers])
    return header["msg_id"]


def recv(socket):
    frames = socket.recv_multipart()
    at = frames.index(DELIMITER)
    signature, parts = frames[at + 1], frames[at + 2:at + 6]
    assert signature == sign(parts), "wrong signature"
    header, parent, metadata, content = map(json.loads, parts)
    return {"topic": frames[:at], "header": header, "parent": parent, "content": content, "buffers": frames[at + 6:]}


def subscriber(topic=b"", **options):
    """A SUB that has its welcome."""
    socket = connect(zmq.SUB, "iopub", **options)
    socket.setsockopt(zmq.SUBSCRIBE, topic)
    first = recv(socket)
    assert first["header"]["msg_type"] == "iopub_welcome", first
    assert first["topic"] == [topic] and first["content"] == {"subscription": topic.decode()}, first
    return socket


def streams_until_idle(socket, msg_id):
    """The texts of the streams of one request, in order."""
    texts = []
    while True:
        m = recv(socket)
        if m["parent"].get("msg_id") != msg_id:
            continue
        if m["header"]["msg_type"] == "stream":
            texts.append(m["content"]["text"].split()[0])
        elif m["content"].get("execution_state") == "idle":
            return texts


def check_channels():
    with subscriber() as sub:
        for channel in ("shell", "control", "stdin"):
            with connect(zmq.DEALER, channel, b"client") as dealer:
                msg_id = send(dealer, "echo_request", {"text": "é"})
                reply = recv(dealer)
                assert reply["parent"]["msg_id"] == msg_id and reply["content"] == {"text": "é"}, reply
                if channel == "shell":
                    assert streams_until_idle(sub, msg_id) == []
    with connect(zmq.REQ, "hb") as heart:
        for beat in (b"ping", b"", b"x" * 300):
            heart.send(beat)
            assert heart.recv() == beat


def check_frames_and_identities():
    for identity in (None, b"x", b"\x01\xff\x00", b"i" * 255):
        with connect(zmq.DEALER, "control", identity) as dealer:
            for sizes in ([], [0], [1, 254, 255, 256, 257], [0] * 20, [8 << 20, 3]):
                buffers = [os.urandom(n) for n in sizes]
                send(dealer, "echo_request", buffers=buffers)
                assert recv(dealer)["buffers"] == buffers, (identity, sizes)


def check_many_requests_in_order():
    with connect(zmq.DEALER, "control", b"many") as dealer:
        sent = [send(dealer, "echo_request", {"n": n}) for n in range(5000)]
        got = [recv(dealer)["parent"]["msg_id"] for _ in sent]
        assert got == sent


def check_topics():
    with subscriber(b"kernel.stream") as sub, connect(zmq.DEALER, "shell", b"topics") as dealer:
        send(dealer, "burst 10")
        assert [recv(sub)["topic"] for _ in range(10)] == [[b"kernel.stream"]] * 10
        sub.rcvtimeo = 200
        try:
            raise AssertionError(f"got {recv(sub)}, which was not subscribed to")
        except zmq.Again:
            pass


def check_zmtp_heartbeats():
    options = {"HEARTBEAT_IVL": 30, "HEARTBEAT_TIMEOUT": 500, "HEARTBEAT_TTL": 1000}
    with subscriber(**options) as sub, connect(zmq.DEALER, "shell", b"beats", **options) as dealer:
        monitor = dealer.get_monitor_socket(zmq.EVENT_DISCONNECTED)
        until = time.monotonic() + 1.5
        while time.monotonic() < until:
            msg_id = send(dealer, "echo_request")
            assert recv(dealer)["header"]["msg_type"] == "echo_reply"
            assert streams_until_idle(sub, msg_id) == []
            time.sleep(0.1)
        assert not monitor.poll(0), "libzmq dropped the connection: its PING was not answered"
        dealer.disable_monitor()


def check_newest_of_one_identity_wins():
    first = connect(zmq.DEALER, "shell", b"same")
    send(first, "echo_request")
    recv(first)
    first.setsockopt(zmq.RECONNECT_IVL, -1)  # libzmq would come back and be the newest
    first.disconnect(address("shell"))
    with connect(zmq.DEALER, "shell", b"same") as second:
        msg_id = send(second, "echo_request")
        assert recv(second)["parent"]["msg_id"] == msg_id
    first.close()


def check_kernel_speaks_first_on_stdin():
    with connect(zmq.DEALER, "stdin", b"me") as stdin, connect(zmq.DEALER, "shell", b"me") as shell:
        send(stdin, "echo_request")
        recv(stdin)  # the connection is there
        msg_id = send(shell, "ask")
        request = recv(stdin)
        assert request["header"]["msg_type"] == "input_request" and request["parent"]["msg_id"] == msg_id, request


def check_clients_that_come_and_go():
    for n in range(50):
        with subscriber(), connect(zmq.DEALER, "shell", b"fleeting") as dealer:
            send(dealer, "echo_request")
            if n % 2:
                recv(dealer)


def check_stopped_subscriber():
    child = subprocess.Popen([sys.executable, __file__, sys.argv[1], "subscribe"], stdout=subprocess.PIPE)
    try:
        assert child.stdout.readline() == b"ready\n"
        with subscriber() as sub, connect(zmq.DEALER, "shell", b"busy") as dealer:
            child.send_signal(signal.SIGSTOP)
            msg_id = send(dealer, "burst 5000")
            texts = streams_until_idle(sub, msg_id)
            assert texts == [str(n) for n in range(5000)], len(texts)
            with subscriber():
                pass  # a new one is welcome meanwhile
    finally:
        child.kill()
        child.wait()


def check_shutdown_loses_nothing():
    with subscriber() as sub, connect(zmq.DEALER, "shell", b"last") as dealer:
        msg_id = send(dealer, "shutdown 500")
        assert recv(dealer)["header"]["msg_type"] == "shutdown_reply"
        assert streams_until_idle(sub, msg_id) == [str(n) for n in range(500)]


def subscribe():
    """What the child of check_stopped_subscriber does."""
    with subscriber() as socket:
        print("ready", flush=True)
        while True:
            recv(socket)


def main():
    for name, check in list(globals().items()):
        if name.startswith("check_"):
            start = time.monotonic()
            check()
            print(f"{name} ok, {time.monotonic() - start:.2f} s", flush=True)
    context.destroy(linger=0)


if sys.argv[2:] == ["subscribe"]:
    subscribe()
else:
    main()
