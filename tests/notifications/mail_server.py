"""A stand-in mail server: a process of its own that journals what it took, by aiosmtpd.

``python -m tests.notifications.mail_server JOURNAL`` prints its port. What it does depends on whom
a mail is for: ``refuse@`` is not known, ``bare@`` is refused without a reason, ``later@`` is asked
to come again, ``lose@`` is taken once and the reply lost, ``down@`` ends the connection before the
mail.
"""

import asyncio
import email
import email.policy
import json
import os
import sys
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import SMTP


class Taking:
    """Takes mails as their receivers' names demand."""

    def __init__(self, path: Path) -> None:
        known = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
        self.lost = {json.loads(line)["key"] for line in known}
        self.file = path.open("a", encoding="utf-8")

    async def handle_RCPT(  # aiosmtpd's name
        self, server: Any, session: Any, envelope: Any, address: str, options: Any
    ) -> str:
        who = address.partition("@")[0]
        if who == "refuse":
            return "550 5.1.1 no such mailbox"
        if who == "bare":
            return f"550 <{address}>: not taken"
        if who == "later":
            return "451 come again"
        if who == "down":
            server.transport.abort()
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        mail = email.message_from_bytes(envelope.content, policy=email.policy.default)
        said = {
            "key": mail["X-PermitLoop-Key"],
            "id": mail["Message-ID"],
            "to": envelope.rcpt_tos[0],
            "subject": mail["Subject"],
            "headers": sorted({name for name, _ in mail.items()}),
            "repeat": mail["X-PermitLoop-Repeat"] is not None,
            "date": mail["Date"],
            "text": mail.get_body(("plain",)).get_content(),
        }
        self.file.write(json.dumps(said, ensure_ascii=False) + "\n")
        self.file.flush()
        os.fsync(self.file.fileno())
        if said["to"].startswith("lose@") and said["key"] not in self.lost:
            self.lost.add(said["key"])
            server.transport.abort()
        return "250 queued as M1"


async def main() -> None:
    taking = Taking(Path(sys.argv[1]))
    server = await asyncio.get_running_loop().create_server(
        lambda: SMTP(taking, hostname="mail.example.gov.cn"), "127.0.0.1", 0
    )
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main())
