"""What the tests of the authors' tools share: a stand-in for doi.org on this machine."""

import http.server
import threading

import pytest

from is248.authoring import bibliography

ANSWERS = {
    "/10.1234/abc": (200, "@article{Ackerman_2026, title={Care &amp; Cure in Norway}, DOI={10.1234/abc}, year={2026}, "
                          "author={Ødegård, Åse and Bø, B.}, journal={BMJ}, month=July, pages={1-2} }"),
    "/10.1371/journal.pmed.1000097": (200, "@article{Moher_2009, title={Preferred Reporting Items for Systematic "
                          "Reviews and Meta-Analyses: The PRISMA Statement}, DOI={10.1371/journal.pmed.1000097}, "
                          "journal={PLoS Medicine}, author={Moher, David and Liberati, Alessandro}, year={2009} }"),
    "/10.1234/data": (200, "nothing"),
    "/10.1234/down": (500, ""),
}  # fmt: skip


@pytest.fixture
def resolver(monkeypatch):
    """Answer as doi.org does; return what was asked."""
    asked = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append((self.path, self.headers["Accept"]))
            code, body = ANSWERS.get(self.path, (404, ""))
            self.send_response(code)
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, *_):
            pass

    server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    monkeypatch.setattr(bibliography, "RESOLVER", f"http://127.0.0.1:{server.server_port}/")
    yield asked
    server.shutdown()
    server.server_close()
