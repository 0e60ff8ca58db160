"""Quarto's engine of the project: what it asks of is248, and what it gives Quarto.

It runs in a browser, where a few lines stand in for Deno.
"""

import json
from pathlib import Path

import pytest

from is248.project import root

ROOT = "undefined/../.."  # a module without a folder
POLICY = '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'">'
LINK = '<a href="{}data/tbl-a.xlsx">Excel</a>'
FILES = {
    ".venv/bin/is248": "",
    "_quarto.yml": "",
    "chapters/06-a.ipynb": "{}",
    "chapters/07-borte.ipynb": "{}",
    "build/2024/quarto-pages.json": json.dumps(
        {
            "site": f"{ROOT}/build/2024/site",
            "book": "build/2024/book",
            "output": "build/2024/quarto",
            "pages": {"index": "Om boken", "chapters/06-a": "Årsverk"},
        }
    ),
    "build/2024/book/chapters/06-a.typ": '#figure(image("figures/fig-a.svg"))',
    "build/2024/site/html/chapters/06-a.html": f"<!DOCTYPE html>\n<html>{POLICY}{LINK.format('../../')}</html>",
    "build/2024/site/html/index.html": '<a href="../is-24-8-2024.pdf">PDF</a> <a href="chapters/06-a.html">6</a>',
    "build/2024/site/data/tbl-a.xlsx": "numbers",
    "build/2024/site/packages/oslo.xlsx": "package",
}
DENO = """
const files = new Map(Object.entries(FILES).map(([name, text]) => [`${ROOT}/${name}`, { text, at: 1 }]));
const folder = (path) => [...files.keys()].some((name) => name.startsWith(`${path}/`));
const asked = [];
globalThis.files = files;
globalThis.asked = asked;
globalThis.Deno = {
  build: { os: "linux" },
  env: { get: (name) => ENV[name] },
  statSync: (path) => {
    if (!files.has(path) && !folder(path)) throw new Error(path);
    return { isDirectory: !files.has(path), mtime: new Date(files.get(path)?.at ?? 0) };
  },
  readDirSync: (path) => [...new Set([...files.keys()].filter((name) => name.startsWith(`${path}/`))
    .map((name) => name.slice(path.length + 1).split("/")[0]))]
    .map((name) => ({ name, isDirectory: folder(`${path}/${name}`) })),
  readTextFileSync: (path) => files.get(path).text,
  writeTextFileSync: (path, text) => files.set(path, { text, at: 1 }),
  copyFileSync: (from, to) => files.set(to, files.get(from)),
  mkdirSync: () => {},
  Command: class {
    constructor(program, { args }) { asked.push(args.join(" ")); }
    outputSync() { return { success: WORKS }; }
  },
};
globalThis.quarto = {
  mappedString: { fromString: (value) => ({ value }) },
  markdownRegex: {
    extractYaml: () => ({}),
    partition: (text) => ({ headingText: text.slice(2).trim(), containsRefs: true }),
  },
};
"""


@pytest.fixture
def engine(chromium):
    """Run some lines with the engine as `made`; a profile and whether is248 does its work can be set."""

    def run(lines: str, works: bool = True, **env: str):
        source = (root() / "_extensions/is248/engine.js").read_text(encoding="utf-8")
        given = {"FILES": FILES, "ROOT": ROOT, "ENV": {"QUARTO_PROFILE": "2024"} | env, "WORKS": works}
        before = "".join(f"const {name} = {json.dumps(value)};\n" for name, value in given.items()) + DENO
        page = chromium.new_page()
        try:
            return page.evaluate(
                """async ([before, source, lines]) => {
                  new Function(before)();
                  const module = await import(URL.createObjectURL(new Blob([source], { type: "text/javascript" })));
                  module.default.init(globalThis.quarto);
                  const made = module.default.launch();
                  const shown = async (file, to, previewServer = false) => {
                    const target = await made.target(file);
                    return (await made.execute({ target, format: { pandoc: { to } }, previewServer })).markdown;
                  };
                  return await new Function("made", "shown", `return (async () => {${lines}})()`)(made, shown);
                }""",
                [before, source, lines],
            )
        finally:
            page.close()

    return run


def test_quarto_gets_the_finished_page_and_the_pages_are_made_once(engine):
    html, typst, asked = engine(
        """return [await shown("chapters/06-a.ipynb", "html"), await shown("chapters/06-a.ipynb", "typst"), asked];"""
    )
    assert html == f"`````{{=html}}\n<html>{POLICY}{LINK.format('../')}</html>\n`````\n"
    assert typst == '`````{=typst}\n#figure(image("build/2024/book/figures/fig-a.svg"))\n`````\n'
    assert asked == ["stage --year 2024"]


def test_they_are_made_again_when_a_file_has_changed_but_not_for_what_quarto_writes_beside_a_chapter(engine):
    asked = engine(
        """await shown("chapters/06-a.ipynb", "html");
        files.set(`undefined/../../chapters/06-a.html`, { text: "", at: 9 });
        await shown("chapters/06-a.ipynb", "html");
        const before = asked.length;
        files.set(`undefined/../../chapters/06-a.ipynb`, { text: "{}", at: 9 });
        await shown("chapters/06-a.ipynb", "html");
        return [before, asked.length];"""
    )
    assert asked == [1, 2]


def told(engine, file: str, format: str, **how) -> list[str]:
    """What stops Quarto, and what is248 was asked for."""
    tried = f'await shown("{file}", "{format}");'
    return engine(f"try {{ {tried} }} catch (error) {{ return [error.message, ...asked]; }}", **how)


def test_the_profile_is_the_year_and_what_is248_refuses_stops_quarto(engine):
    found = told(engine, "chapters/06-a.ipynb", "html", works=False, QUARTO_PROFILE="utkast,2023")
    assert found == ["The chapters can't be rendered; is248 has said why, above.", "stage --year 2023"]


@pytest.mark.parametrize("format", ["docx", "latex", "epub"])
def test_another_format_is_refused_with_the_command_for_word(engine, format):
    why, *_ = told(engine, "chapters/06-a.ipynb", format)
    assert "--to html" in why and "is248 review write" in why


def test_a_chapter_that_the_edition_lacks_says_so_and_is_not_in_the_pdf(engine):
    html, typst = engine(
        """return [await shown("chapters/07-borte.ipynb", "html"), await shown("chapters/07-borte.ipynb", "typst")];"""
    )
    assert (html, typst) == ("Kapitlet er ikke med i denne utgaven.\n", "")


def test_a_notebook_to_download_is_no_chapters_address_for_quarto(engine):
    page = engine(
        """files.get("undefined/../../build/2024/site/html/index.html").text = '<a href="notebooks/06-a.ipynb">';
        return await shown("index.qmd", "html");"""
    )
    assert '<a data-noresolveinput href="notebooks/06-a.ipynb">' in page


def test_quarto_counts_no_references_and_a_preview_can_put_its_script_into_the_page(engine):
    live, parts = engine(
        """const chapter = "chapters/06-a.ipynb";
        return [await shown(chapter, "html", true), await made.partitionedMarkdown(chapter)];"""
    )
    assert POLICY not in live and "data/tbl-a.xlsx" in live
    assert parts == {"headingText": "Årsverk", "containsRefs": False}


def test_what_the_pages_lead_to_is_put_beside_them_and_a_pdf_is_finished(engine):
    there, asked = engine(
        """await shown("chapters/06-a.ipynb", "html");
        await made.postRender({ file: "chapters/06-a.html" });
        await made.postRender({ file: "is-24-8-2024.pdf" });
        const out = "undefined/../../build/2024/quarto/";
        const there = [...files].filter(([name]) => name.startsWith(out));
        return [Object.fromEntries(there.map(([name, file]) => [name.slice(out.length), file.text])), asked];"""
    )
    assert there == {
        "index.html": '<a href="is-24-8-2024.pdf">PDF</a> <a href="chapters/06-a.html">6</a>',
        "data/tbl-a.xlsx": "numbers",
        "packages/oslo.xlsx": "package",
    }  # the chapter itself is Quarto's
    assert asked == ["stage --year 2024", "stage --pdf build/2024/quarto/is-24-8-2024.pdf"]


def test_a_build_that_calls_quarto_has_made_the_pages_itself(engine):
    html, asked = engine("""return [await shown("chapters/06-a.ipynb", "html"), asked];""", IS248_STAGED="1")
    assert "../../data/tbl-a.xlsx" in html and asked == []


def test_the_template_takes_the_page_as_it_is():
    assert Path("templates/quarto/page.html").read_text() == "<!DOCTYPE html>\n$body$\n"
