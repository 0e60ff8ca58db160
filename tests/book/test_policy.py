"""What a page may do in a browser: nothing but show the files beside it, whoever wrote into it."""

import functools
import http.server
import shutil
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from playwright.sync_api import expect

from audits import audited, load_axe
from finished_books import book, number, of_change, package
from is248 import comparison
from is248.intake.importing import check_data_command
from is248.project import root
from is248.publish.assembly.contents import chapter_files, read_config
from is248.publish.site.styles import as_classes, stylesheet
from is248.templates import policy

FILES = [str(file.with_suffix(".html")) for file, _ in chapter_files(read_config())]
NOTES = """window.violations = []; window.addEventListener("securitypolicyviolation",
           e => window.violations.push(`${e.effectiveDirective} ${e.blockedURI}`), true);"""


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass


@pytest.fixture
def served():
    """Serve a folder as a web server does, with no header of its own; return the address."""
    servers = []

    def serve(folder: Path) -> str:
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(folder)))
        servers.append(server)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        return f"http://127.0.0.1:{server.server_port}"

    yield serve
    for server in servers:
        server.shutdown()


@pytest.fixture(params=["file", pytest.param("http", marks=pytest.mark.slow)])
def address(request, served):
    """The address of a folder, as files and from a server."""
    return (lambda folder: folder.as_uri()) if request.param == "file" else served


@pytest.fixture
def page(chromium):
    context = chromium.new_context(locale="nb-NO")
    context.add_init_script(NOTES)
    page = context.new_page()
    page.set_default_timeout(120_000)
    yield page
    context.close()


def wait_for(page, condition: str) -> None:
    """Wait until something holds in the page; Playwright's own wait evaluates a text in it."""
    until = time.monotonic() + 60
    while not page.evaluate(condition):
        assert time.monotonic() < until, condition
        page.wait_for_timeout(50)


def has_no_fault(page) -> None:
    """On a phone and in the dark."""
    load_axe(page)
    for place in ((390, "light"), (1400, "dark")):
        assert audited(page, *place) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= place[0]


def violations(page) -> list[str]:
    return page.evaluate("window.violations")


def test_no_page_of_the_book_needs_an_exception(page, address, dist, request):
    top = address(dist / "html")
    for file in FILES[:: 1 if request.config.getoption("-m") == "slow" else 8]:
        page.goto(f"{top}/{file}")
        page.locator("#search").fill("kommune")
        expect(page.locator("#search-results a").first).to_be_visible()
        page.locator("#theme-toggle").click()
        for image in page.locator("img").all()[:2]:
            assert image.evaluate("async i => { i.loading = 'eager'; await i.decode(); return i.naturalWidth }") > 0
        assert (file, violations(page)) == (file, [])


def test_every_page_states_it_first_and_has_no_code_or_style_in_itself(pages, dist):
    written = sorted((dist / "html").rglob("*.html"))
    others = [path for path in written if path not in {page.path for page in pages}]
    one_of_each = {path.parent: path for path in others}.values()  # the pages of the units have one template
    for soup in [
        *(page.soup for page in pages),
        *(BeautifulSoup(path.read_bytes(), "html.parser") for path in one_of_each),
    ]:
        first = soup.head.find(True)
        assert first.get("http-equiv") == "Content-Security-Policy" and first["content"] == policy()
        assert "unsafe" not in first["content"] and "*" not in first["content"]
        assert all(script["src"] and not script.get_text() for script in soup.select("script"))
        assert not soup.select("style, iframe, object, embed, form")
        for element in soup.find_all(True):
            assert not [name for name in element.attrs if name == "style" or name.startswith("on")], element


INJECTED = """
<script>window.ran = "script"</script>
<img src="nowhere.png" onerror="window.ran = 'onerror'">
<svg onload="window.ran = 'svg'"><script>window.ran = "svg script"</script></svg>
<iframe srcdoc="<script>parent.ran = 'frame'</script>"></iframe>
<iframe src="data:text/html,<script>1</script>"></iframe>
<object data="evil.html"></object>
<script src="https://example.org/x.js"></script>
<script src="data:text/javascript,window.ran = 'data'"></script>
<script type="module">window.ran = "module"</script>
<link rel="stylesheet" href="https://example.org/x.css">
<style>body { background: rgb(255, 0, 0) !important }</style>
<img src="https://example.org/count.gif">
<base href="https://example.org/">
<a id="link" href="javascript:window.ran = 'link'">les</a>
<button id="press" onclick="window.ran = 'press'">trykk</button>
<details open ontoggle="window.ran = 'toggle'"><summary>mer</summary></details>
<form id="form" action="https://example.org/"><input name="a"></form>
"""


def test_what_someone_writes_into_a_page_is_not_run_and_asks_no_host(page, address, dist, tmp_path):
    shutil.copytree(dist / "html" / "assets", tmp_path / "assets")
    text = (dist / "html" / "index.html").read_text(encoding="utf-8")
    (tmp_path / "index.html").write_text(text.replace("<main ", f"{INJECTED}<main ", 1), encoding="utf-8")
    top = address(tmp_path)
    page.goto(f"{top}/index.html")
    page.evaluate("for (const id of ['link', 'press']) setTimeout(() => document.getElementById(id).click())")
    page.evaluate("setTimeout(() => document.getElementById('form').submit(), 50)")
    wait_for(page, "window.violations.some(one => one.startsWith('form-action'))")
    assert page.evaluate("window.ran") is None
    assert page.url.startswith(top)
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") != "rgb(255, 0, 0)"
    kinds = {one.split()[0] for one in violations(page)}
    assert {"script-src-elem", "script-src-attr", "style-src-elem", "img-src", "base-uri", "form-action"} <= kinds
    assert page.evaluate("document.documentElement.className") == "scripted"  # our own script runs


@pytest.mark.parametrize("first", [2023, 2024])  # two editions, two builds of one
def test_the_page_of_what_differs_needs_none(page, address, tmp_path, project, first):
    folders = []
    for place, year in enumerate((first, 2024)):
        tables = {"tbl-en": [number(f"Rad {n}", "", "Antall", n * (1 + 9 * place)) for n in range(1, 9)]}
        test = of_change("Har dere en? (Ja)", 10, 40, conclusion=f"konklusjon {place}")
        folders.append(book(tmp_path / str(place), year, tables, f"<p>Setning {place}.</p>", tests=[test]))
        package(folders[-1], "agder", [["q", "Om noe?", f"Svar {place}", "Nei"]], [])
    found = comparison.compare(*folders)
    page.goto(f"{address(found.page.parent)}/index.html")
    assert violations(page) == []
    assert page.evaluate("getComputedStyle(document.querySelector('main')).maxWidth") == "960px"
    has_no_fault(page)


def test_the_page_of_the_survey_data_needs_none_and_has_its_own_style(page, demo):
    check_data_command(2024)
    page.goto((root() / "build" / "2024" / "check-data.html").as_uri())
    assert violations(page) == []
    assert page.evaluate("getComputedStyle(document.querySelector('table')).borderCollapse") == "collapse"
    has_no_fault(page)


def test_the_preview_loads_again_by_a_script_and_socket_of_its_own(page, dist, tmp_path):
    shutil.copytree(dist / "html" / "assets", tmp_path / "html" / "assets")
    text = (dist / "html" / "index.html").read_text(encoding="utf-8")
    live = text.replace(policy(), policy(connect="'self'"), 1)
    live = live.replace("</head>", '<script src="/livereload.js" defer></script></head>', 1)
    shown = tmp_path / "html" / "index.html"
    shown.write_text(live, encoding="utf-8")
    port = _free_port()
    command = [sys.executable, "-c", SERVER, str(tmp_path), str(shown), str(port)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as server:
        try:
            _wait_for_answer(port)
            page.goto(f"http://localhost:{port}/html/index.html")
            for n in range(100):  # the first may come before the page listens
                shown.write_text(live.replace("<title>", f"<title>Lagret {n}: ", 1), encoding="utf-8")
                page.wait_for_timeout(600)
                if page.title().startswith("Lagret"):
                    break
            assert page.title().startswith("Lagret") and violations(page) == []
        finally:
            server.kill()


SERVER = """
import sys
from is248.preview import _QuietServer
server = _QuietServer()
server.watch(sys.argv[2])
server.serve(root=sys.argv[1], port=int(sys.argv[3]), restart_delay=0)
"""


def _wait_for_answer(port: int) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        with socket.socket() as asked:
            if asked.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise AssertionError("the preview's server never answered")


def _free_port() -> int:
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Quiet)
    server.server_close()
    return server.server_port


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ('<td style="text-align: right">1</td>', '<td class="text-align-right">1</td>'),
        ('<td class="a" style="text-align: left;">1</td>', '<td class="a text-align-left">1</td>'),
        ('<col style="width: 21%" />', '<col class="width-21" />'),
        ('<img src="a" style="width: 40%" loading="lazy">', '<img class="width-40" src="a" loading="lazy">'),
        ('<p>style=&quot;x&quot; og a style="y" b</p>', '<p>style=&quot;x&quot; og a style="y" b</p>'),
        ('<p title="1 &lt; 2" data-style="x">', '<p title="1 &lt; 2" data-style="x">'),
    ],
)
def test_styles_of_elements_become_classes_and_text_stays(written, expected):
    assert as_classes(written)[0] == expected


def test_a_class_says_what_the_style_said():
    styles = as_classes('<i style="width: 5%; color: red"></i>')[1]
    assert stylesheet([styles]) == ".width-5-color-red { width: 5% !important; color: red !important; }\n"
