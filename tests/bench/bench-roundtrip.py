#!/usr/bin/python3
"""What a whole `push` takes on a slow line, beside the requests that ksbuilder makes, one after the other.

    bench-roundtrip.py BIN-FOLDER CHART…          with --key-stdin, and with a stored account where a keychain answers:
    tests/app/account/with-keyring.sh unlocked tests/bench/bench-roundtrip.py BIN-FOLDER CHART…

A proxy delays what goes each way by half a round trip, and the first bytes of a connection by the TCP handshake that a
far server would take; TLS, where there is any, is delayed by what it sends. ksbuilder's part is its own sequence on one
kept connection (user; usage and files for the icon; package; submit) without what its process takes beside it, which
CPU below stands for. Median wall times in ms, in turn; the ratios are what counts.
"""

import asyncio
import http.client
import json
import os
import re
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time

ROUND_TRIP = 0.030  # seconds
ROUNDS = 11


class DelayingProxy:
    """Hands bytes on after half a round trip, on a thread of its own."""

    def __init__(self, port):
        self.upstream = port
        ready = threading.Event()
        threading.Thread(target=lambda: asyncio.run(self.serve(ready)), daemon=True).start()
        ready.wait()

    async def serve(self, ready):
        server = await asyncio.start_server(self.connected, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        ready.set()
        await server.serve_forever()

    async def connected(self, reader, writer):
        began = time.monotonic()
        try:
            up_reader, up_writer = await asyncio.open_connection("127.0.0.1", self.upstream)
        except OSError:
            writer.close()
            return
        for one in (writer, up_writer):
            one.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        await asyncio.gather(self.hand_on(reader, up_writer, began + ROUND_TRIP), self.hand_on(up_reader, writer, began))

    async def hand_on(self, reader, writer, earliest):
        """What comes in while something waits waits beside it, not behind it."""
        queue = asyncio.Queue()

        async def send():
            while True:
                when, data = await queue.get()
                await asyncio.sleep(max(0, when - time.monotonic()))
                if not data:
                    break
                writer.write(data)
                await writer.drain()
            writer.close()

        sender = asyncio.create_task(send())
        try:
            while True:
                data = await reader.read(1 << 20)
                # The practice Cloud answers to its own address only; both have five digits.
                data = data.replace(b"Host: 127.0.0.1:%d\r" % self.port, b"Host: 127.0.0.1:%d\r" % self.upstream)
                queue.put_nowait((max(earliest, time.monotonic()) + ROUND_TRIP / 2, data))
                if not data:
                    break
            await sender
        except OSError:
            sender.cancel()
            writer.close()


class Chart:
    def __init__(self, programs, path):
        self.path = path
        metadata = open(f"{path}/extension.yaml", encoding="utf-8").read()
        self.name = re.search(r"^name: *(\S+)", metadata, re.M).group(1).strip("\"'")
        self.version = re.search(r"^version: *(\S+)", metadata, re.M).group(1).strip("\"'")
        icon = re.search(r"^icon: *[\"']?(\./[^\"'\s]+)", metadata, re.M)
        self.icon = f"{path}/{icon.group(1)}" if icon else None
        with tempfile.TemporaryDirectory() as out:
            subprocess.run([f"{programs}/ks-publisher-cli", "package", path, "-o", out], check=True, capture_output=True)
            (package,) = os.listdir(out)
            self.package = open(f"{out}/{package}", "rb").read()


def multipart(parts):
    boundary = b"b0undary"
    body = b""
    for name, file_name, data in parts:
        body += b"--" + boundary + b'\r\nContent-Disposition: form-data; name="' + name.encode() + b'"'
        if file_name:
            body += b'; filename="' + file_name.encode() + b'"\r\nContent-Type: application/octet-stream'
        body += b"\r\n\r\n" + data + b"\r\n"
    return body + b"--" + boundary + b"--\r\n", "multipart/form-data; boundary=b0undary"


def request(connection, key, method, path, body=None, kind="application/json"):
    headers = {"Authorization": f"Bearer {key}"}
    if body is not None:
        headers["Content-Type"] = kind
    connection.request(method, path, body, headers)
    reply = connection.getresponse()
    data = reply.read()
    if reply.status != 200:
        sys.exit(f"{method} {path}: {reply.status} {data[:200]}")
    return json.loads(data) if data.strip() else None


def as_ksbuilder(port, key, chart):
    """The requests of ksbuilder's push, in its order; gives the wall time."""
    began = time.monotonic()
    connection = http.client.HTTPConnection("127.0.0.1", port)
    user = request(connection, key, "GET", "/apis/user/v1/user")["user_id"]
    connection.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    base = f"/apis/extension/v1/users/{user}"
    if chart.icon:
        folder = request(connection, key, "GET", f"{base}/files/usage")["dir"]
        name = os.path.basename(chart.icon)
        body, kind = multipart([("file1", name, open(chart.icon, "rb").read()),
                                ("file1_path", None, f"{folder}/{chart.name}/{chart.version}/{name}".encode())])
        request(connection, key, "POST", f"{base}/files", body, kind)
    body, kind = multipart([("extension_package", f"{chart.name}-{chart.version}.tgz", chart.package)])
    pushed = request(connection, key, "POST", f"{base}/extensions/{chart.name}/package?force=true&create_extension=true", body, kind)
    request(connection, key, "POST", f"{base}/snapshots/{pushed['snapshot']['snapshot_id']}/action:submit", b'{"message":"bench"}')
    connection.close()
    return time.monotonic() - began


def reject(port, key, chart):
    """So that the next round begins as the first did."""
    connection = http.client.HTTPConnection("127.0.0.1", port)
    found = request(connection, key, "GET", f"/apis/extension/v1/extensions/{chart.name}/snapshots")
    snapshots = found if isinstance(found, list) else found["snapshots"]
    for snapshot in snapshots:
        if snapshot["status"] == "submitted":
            request(connection, key, "POST", f"/practice/snapshots/{snapshot['snapshot_id']}/reject", b'{"as": "rejected"}')
    connection.close()


def run(arguments, key):
    began = time.monotonic()
    done = subprocess.run(arguments, input=f"{key}\n" if key else None, stdin=None if key else subprocess.DEVNULL,
                          text=True, capture_output=True)
    wall = time.monotonic() - began
    if done.returncode != 0:
        sys.exit(f"{' '.join(arguments)} ended with status {done.returncode}: {done.stderr}")
    return wall


def main():
    programs, charts = sys.argv[1], [Chart(sys.argv[1], path) for path in sys.argv[2:]]
    has_keychain = os.environ.get("KSP_TEST_KEYRING") == "unlocked"
    with tempfile.TemporaryDirectory() as state:
        cloud = subprocess.Popen([f"{programs}/ks-practice-cloud", "--port", "0", "--state", f"{state}/cloud"], stdout=subprocess.PIPE, text=True)
        told = dict(cloud.stdout.readline().strip().split(": ", 1) for _ in range(3))
        key, port = told["Key"], int(told["URL"].rsplit(":", 1)[1])
        proxy = DelayingProxy(port)
        cli, server = f"{programs}/ks-publisher-cli", f"http://127.0.0.1:{proxy.port}"
        try:
            if has_keychain:
                run([cli, "login", "--server", server, "--key-stdin", "--profile", f"{state}/stored"], key)
            print(f"{'chart':<24}{'ksbuilder':>12}{'key-stdin':>12}{'ratio':>8}" + (f"{'stored':>12}{'ratio':>8}" if has_keychain else ""))
            for chart in charts:
                theirs, given, stored = [], [], []
                for number in range(ROUNDS):
                    theirs.append(as_ksbuilder(proxy.port, key, chart))
                    reject(port, key, chart)
                    given.append(run([cli, "push", chart.path, "--key-stdin", "--yes", "--server", server,
                                      "--profile", f"{state}/given-{chart.name}-{number}"], key))
                    reject(port, key, chart)
                    if has_keychain:
                        profile = f"{state}/stored-{chart.name}-{number}"
                        shutil.copytree(f"{state}/stored", profile)
                        stored.append(run([cli, "push", chart.path, "--yes", "--profile", profile], None))
                        reject(port, key, chart)
                theirs, given = statistics.median(theirs), statistics.median(given)
                line = f"{chart.name[:23]:<24}{theirs * 1000:>12.0f}{given * 1000:>12.0f}{given / theirs:>8.2f}"
                if has_keychain:
                    stored = statistics.median(stored)
                    line += f"{stored * 1000:>12.0f}{stored / theirs:>8.2f}"
                print(line)
        finally:
            cloud.terminate()
            cloud.wait()


main()
