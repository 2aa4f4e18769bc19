"""A stand-in gateway with every bad habit: a process of its own that journals what it accepted.

``python -m tests.notifications.gateway JOURNAL [--secret S] [--ignores-keys] [--unsynced]`` prints
its port. Habits are queued by ``POST /behave``, one a request; the last one of the queue stays.
"""

import argparse
import hashlib
import hmac
import json
import os
import socket
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

FRESH_SECONDS = 300


class Journal:
    """What was accepted, a synced line each; it knows its keys again after a restart."""

    def __init__(self, path: Path, *, synced: bool) -> None:
        self.path, self.synced, self.lock = path, synced, threading.Lock()
        known = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
        self.keys = {json.loads(line)["key"] for line in known}
        self.file = path.open("a", encoding="utf-8")

    def accept(self, message: dict[str, Any], *, ignores_keys: bool) -> bool:
        """Keep a message; False when its key was there and keys count."""
        with self.lock:
            if message["key"] in self.keys and not ignores_keys:
                return False
            self.keys.add(message["key"])
            self.file.write(json.dumps(message, ensure_ascii=False) + "\n")
            self.file.flush()
            if self.synced:
                os.fsync(self.file.fileno())
            return True


class Gateway(ThreadingHTTPServer):
    """The server with its journal and its queue of habits."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, asked: argparse.Namespace) -> None:
        super().__init__(("127.0.0.1", asked.port), Handler)
        self.asked = asked
        self.journal = Journal(Path(asked.journal), synced=not asked.unsynced)
        self.habits: list[str] = ["ok"]
        self.requests = 0

    def habit(self) -> str:
        self.requests += 1
        return self.habits.pop(0) if len(self.habits) > 1 else self.habits[0]


class Handler(BaseHTTPRequestHandler):
    """One request."""

    protocol_version = "HTTP/1.1"
    server: Gateway

    def log_message(self, *_: Any) -> None:
        pass

    def do_GET(self) -> None:
        self._answer(200, {"requests": self.server.requests})

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if self.path == "/behave":
            self.server.habits = json.loads(body)
            self._answer(200, {})
            return
        habit = self.server.habit()
        name, _, detail = habit.partition(":")
        if name == "drop":
            self._hang_up()
        elif name == "busy":
            self._answer(429, {}, {"Retry-After": detail})
        elif name == "status":
            self._answer(int(detail), {"oops": True}, {"Location": "http://127.0.0.1:9/"})
        elif name == "say":
            self._answer(200, detail)
        elif name == "huge":
            self._answer(200, {"results": "x" * 2_000_000})
        else:
            self._take(name, detail, body)

    def _take(self, name: str, detail: str, body: bytes) -> None:
        if not self._signed(body):
            self._answer(401, {})
            return
        told = json.loads(body)
        if "messages" not in told:
            self._robot(name, detail, told)
            return
        if name == "slow":
            time.sleep(float(detail))
        results = [self._result(each, name) for each in told["messages"]]
        if name == "lose":
            self._hang_up()
            return
        self._answer(200, {"results": results[1:] if name == "forget_first" else results})
        if name == "twice":
            self._answer(200, {"results": results})

    def _result(self, message: dict[str, Any], name: str) -> dict[str, str]:
        if name == "refuse":
            return {"key": message["key"], "status": "refused", "reason": "no such person"}
        new = self.server.journal.accept(message, ignores_keys=self.server.asked.ignores_keys)
        return {
            "key": message["key"],
            "status": "accepted" if new else "duplicate",
            "id": f"G{self.server.requests}",
        }

    def _robot(self, name: str, detail: str, told: dict[str, Any]) -> None:
        if name == "errcode":
            self._answer(200, {"errcode": int(detail), "errmsg": "no"})
            return
        said = {"key": "", "path": self.path, "body": told}
        self.server.journal.accept(said, ignores_keys=True)
        if name == "lose":
            self._hang_up()
            return
        self._answer(200, {"code": 0} if "open-apis" in self.path else {"errcode": 0})

    def _signed(self, body: bytes) -> bool:
        secret = self.server.asked.secret
        if not secret:
            return True
        stamp, key = self.headers["X-PermitLoop-Timestamp"], self.headers["Idempotency-Key"]
        made = hmac.new(secret.encode(), f"{stamp}.{key}.".encode() + body, hashlib.sha256)
        fresh = abs(float(stamp) - self.server.asked.now) < FRESH_SECONDS
        said = self.headers.get("X-PermitLoop-Signature", "")
        return fresh and hmac.compare_digest(said, f"v1={made.hexdigest()}")

    def _answer(self, status: int, told: Any, headers: dict[str, str] | None = None) -> None:
        body = (told if isinstance(told, str) else json.dumps(told)).encode()
        self.send_response(status)
        for name, text in (headers or {}).items():
            self.send_header(name, text)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
        self.wfile.flush()

    def _hang_up(self) -> None:
        self.close_connection = True
        self.connection.shutdown(socket.SHUT_RDWR)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("journal")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--secret", default="")
    parser.add_argument("--now", type=float, default=0.0)
    parser.add_argument("--ignores-keys", action="store_true")
    parser.add_argument("--unsynced", action="store_true")
    gateway = Gateway(parser.parse_args())
    print(gateway.server_address[1], flush=True)
    gateway.serve_forever()


if __name__ == "__main__":
    main()
