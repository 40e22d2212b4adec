"""A stand-in of a language model: a real HTTP server on this machine that answers what the test wants."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class LanguageModelServer:
    """Keeps what it was asked. ``answers`` are given in turn, the last one for ever; see :meth:`say`."""

    def __init__(self) -> None:
        self.asked = []
        self.answers = []
        server = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                server.asked.append((self.path, dict(self.headers), json.loads(body)))
                status, headers, content = server.answers.pop(0) if len(server.answers) > 1 else server.answers[0]
                self.send_response(status)
                for name, value in {"Content-Length": str(len(content)), **headers}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *args):
                """Say nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}/v1/chat/completions"

    def say(self, *found, status=200, headers=None, style="chat") -> None:
        """Answer with these from now on: values as JSON, texts as they are, bytes as the whole body."""
        self.answers = []
        for one in found:
            text = one if isinstance(one, str | bytes) else json.dumps(one)
            if isinstance(text, str):
                shape = (
                    {"choices": [{"message": {"role": "assistant", "content": text}}]}
                    if style == "chat"
                    else {"content": [{"type": "text", "text": text}], "stop_reason": "end_turn"}
                )
                text = json.dumps(shape).encode()
            self.answers.append((status, headers or {}, text))
