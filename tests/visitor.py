"""A browser without a page: speaks HTTP to a served instance, keeps its cookies and connection."""

import http.client
import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from sras.accounts import passwords
from sras.accounts.models import Person
from sras.history.models import Actor

PASSWORD = "a long enough pass phrase"
LOST = (http.client.HTTPException, OSError)  # what a request ends with when the server dies


@dataclass(frozen=True)
class Answer:
    """What the server said."""

    status: int
    headers: http.client.HTTPMessage
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()

    def value(self, name: str) -> str:
        """The value of the first input of this name in the page."""
        found = re.search(rf'<input[^>]* name="{name}" value="([^"]*)"', self.text)
        assert found, f"no {name} in the page"
        return found[1]


class Visitor:
    """One person's browser; posts as a page of the same site would."""

    def __init__(
        self, port: int, seconds: float = 30, headers: Mapping[str, str] | None = None
    ) -> None:
        self.port = port
        self.headers = dict(headers or {})  # sent with every request
        self.cookies: dict[str, str] = {}
        self._link = http.client.HTTPConnection("127.0.0.1", port, timeout=seconds)

    def get(self, path: str, **headers: str) -> Answer:
        return self.ask("GET", path, None, headers)

    def post(self, path: str, typed: dict[str, str], **headers: str) -> Answer:
        """Send a form; `HX_Request="true"` makes it htmx's."""
        form = {"Content-Type": "application/x-www-form-urlencoded"}
        return self.ask("POST", path, urlencode(typed).encode(), {**form, **headers})

    def ask(self, method: str, path: str, body: bytes | None, headers: dict[str, str]) -> Answer:
        sent = {"Sec-Fetch-Site": "same-origin", "Host": f"127.0.0.1:{self.port}"}
        sent |= self.headers
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        if self.cookies:
            sent["Cookie"] = "; ".join(f"{k}={v}" for k, v in self.cookies.items())
        try:
            self._link.request(method, path, body, sent)
            response = self._link.getresponse()
            answer = Answer(response.status, response.headers, response.read())
        except LOST:
            self._link.close()
            raise
        for line in response.headers.get_all("Set-Cookie") or []:
            name, _, value = line.partition(";")[0].partition("=")
            self.cookies[name] = value
        return answer

    def __enter__(self) -> "Visitor":
        return self

    def __exit__(self, *_fault: object) -> None:
        self.close()

    def close(self) -> None:
        """End the connection; the next request makes another."""
        self._link.close()

    def sign_in(self, address: str, password: str = PASSWORD) -> "Visitor":
        answer = self.post("/sign-in", {"email": address, "password": password})
        assert answer.status == 303, answer.text
        return self


def give_passwords(*people: Person) -> None:
    """Let people sign in with PASSWORD; one hash for all, as hashing is slow."""
    hashed = passwords.hash_of(PASSWORD)
    for person in people:
        person.change(by=Actor("Set-up"), password_hash=hashed)
