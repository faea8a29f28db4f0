"""An identity provider on this machine: discovery, keys, token and user information, as truthful as the test says."""

import base64
import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

CLIENT = "phb-client"


class Stub:
    """`claims` go into the next identity token; `says` into the user information."""

    def __init__(self) -> None:
        self.key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.signs_with: Any = self.key
        self.algorithm, self.kid = "RS256", "one"
        self.claims: dict[str, Any] = {}
        self.says: dict[str, Any] = {}
        self.gives_token = True
        self.asked: dict[str, str] = {}
        stub = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                pages = {
                    "/.well-known/openid-configuration": stub.configuration,
                    "/keys": stub.keys,
                    "/userinfo": lambda: stub.says,
                }
                self._say(pages[self.path]())

            def do_POST(self) -> None:
                sent = self.rfile.read(int(self.headers["Content-Length"])).decode()
                stub.asked = {name: values[0] for name, values in parse_qs(sent).items()}
                self._say(stub.token())

            def _say(self, data: dict[str, Any]) -> None:
                body = json.dumps(data).encode()
                self.send_response(200)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *args: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def configuration(self) -> dict[str, Any]:
        paths = {
            "authorization_endpoint": "/authorize",
            "token_endpoint": "/token",
            "userinfo_endpoint": "/userinfo",
            "jwks_uri": "/keys",
        }
        return {"issuer": self.url, **{name: self.url + path for name, path in paths.items()}}

    def keys(self) -> dict[str, Any]:
        return {
            "keys": [
                {**json.loads(RSAAlgorithm.to_jwk(self.key.public_key())), "kid": "one", "use": "sig", "alg": "RS256"}
            ]
        }

    def token(self) -> dict[str, Any]:
        answer: dict[str, Any] = {"access_token": "opaque", "token_type": "Bearer"}
        if self.gives_token:
            answer["id_token"] = self.signed()
        return answer

    def signed(self) -> str:
        claims = {name: value for name, value in self.claims.items() if value is not None}
        if self.algorithm == "none":
            parts = [{"alg": "none", "typ": "JWT", "kid": "one"}, claims]
            return (
                ".".join(base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode() for part in parts)
                + "."
            )
        return jwt.encode(
            claims, self.signs_with, algorithm=self.algorithm, headers={"kid": self.kid} if self.kid else None
        )

    def truthful(self, nonce: str, subject: str = "subject-1", email: str = "someone@example.org") -> None:
        """Claims as they should be."""
        moment = int(time.time())
        self.claims = {
            "iss": self.url,
            "aud": CLIENT,
            "sub": subject,
            "nonce": nonce,
            "iat": moment,
            "exp": moment + 300,
        }
        self.says = {"sub": subject, "email": email, "email_verified": True, "name": "Some One"}
