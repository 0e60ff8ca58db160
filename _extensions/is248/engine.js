// Quarto's engine for this project: a chapter is what `is248 stage` makes of it, executed and numbered as in the book.
// Quarto gets the page finished, in HTML or in Typst, and its templates take it as it is.
// The staging runs before the first page of a render, and again when a file that the pages are made of has changed.

const root = `${import.meta.dirname}/../..`;
const program = `${root}/.venv/${Deno.build.os === "windows" ? "Scripts/is248.exe" : "bin/is248"}`;
const made_of = ["chapters", "data", "images", "lib", "params", "templates", "_quarto.yml"];
const built = Deno.env.get("IS248_STAGED"); // by a build that has called Quarto: the pages are there
let quarto, staged, stamp, beside;
const rendered = new Set();

// The year: of the profile that was asked for, or of the default one in _quarto.yml.
const asked = () => (Deno.env.get("QUARTO_PROFILE") ?? "").split(/[ ,]+/).find((name) => /^\d{4}$/.test(name));

function about(path) {
  try {
    return Deno.statSync(path);
  } catch {
    return undefined;
  }
}

// How many files there are, and when the last was written; not what lies beside a chapter while Quarto renders it.
function state(path, so_far = { files: 0, written: 0 }) {
  const found = about(path);
  if (found?.isDirectory) {
    for (const { name } of Deno.readDirSync(path)) if (!/^[._]/.test(name) && !/chapters\/[^/]+(\.(html|typ|tex|md)|_files)$/.test(`${path}/${name}`)) state(`${path}/${name}`, so_far);
  } else if (found) {
    so_far.files += 1;
    so_far.written = Math.max(so_far.written, found.mtime.getTime());
  }
  return so_far;
}

const run = (...args) => new Deno.Command(program, { args, cwd: root, stdout: "inherit", stderr: "inherit" }).outputSync().success;

function pages() {
  const qmd = [...Deno.readDirSync(root)].map((entry) => entry.name).filter((name) => name.endsWith(".qmd"));
  const now = JSON.stringify([asked(), [...made_of, ...qmd].map((name) => state(`${root}/${name}`))]);
  if (now !== stamp) {
    if (!built && !about(program)) throw new Error("There is no .venv in the project yet: run `make book` once.");
    if (!built && !run("stage", "--year", asked())) throw new Error("The chapters can't be rendered; is248 has said why, above.");
    staged = JSON.parse(Deno.readTextFileSync(`${root}/build/${asked()}/quarto-pages.json`));
    stamp = now;
    beside = false;
    rendered.clear();
  }
  return staged;
}

const named = (file) => file.replaceAll("\\", "/").match(/(?:^|\/)((?:chapters\/)?[^/]+)\.\w+$/)[1];
const title = (file) => pages().pages[named(file)] ?? named(file).replace(/^.*\//, "");

// What lies beside the site in dist/<year> lies inside it here, where a preview's server finds it.
const inner = (html) => built ? html : html.replace(/(href="(?:\.\.\/)*)\.\.\/((?:data|packages)\/|[\w-]+\.pdf")/g, "$1$2");

function html_of(name, live) {
  rendered.add(`${name}.html`);
  const html = inner(Deno.readTextFileSync(`${pages().site}/html/${name}.html`)).replace(/^\s*<!doctype html>\s*/i, "");
  // A notebook to download is no chapter's address.
  const kept = html.replace(/<a (?=href="[^"]+\.ipynb")/g, "<a data-noresolveinput ");
  // The preview puts a script of its own into the page, which the policy would keep out.
  return live ? kept.replace(/<meta http-equiv="Content-Security-Policy"[^>]*>/, "") : kept;
}

function typst_of(name) {
  const { book } = pages();
  return Deno.readTextFileSync(`${root}/${book}/${name}.typ`).replaceAll('image("figures/', `image("${book}/figures/`);
}

function page(file, format, live) {
  const name = named(file);
  if (!(name in pages().pages)) return format === "html" ? "Kapitlet er ikke med i denne utgaven.\n" : "";
  if (format !== "html" && format !== "typst") {
    throw new Error("The book is HTML and PDF (--to html, --to rapport-typst). For Word: .venv/bin/is248 review write");
  }
  return `\`\`\`\`\`{=${format}}\n${format === "html" ? html_of(name, live) : typst_of(name)}\n\`\`\`\`\`\n`;
}

function copied(from, to, within = "") {
  Deno.mkdirSync(to, { recursive: true });
  for (const { name, isDirectory } of Deno.readDirSync(from)) {
    if (isDirectory) copied(`${from}/${name}`, `${to}/${name}`, `${within}${name}/`);
    else if (!name.endsWith(".html")) Deno.copyFileSync(`${from}/${name}`, `${to}/${name}`);
    else if (!rendered.has(within + name)) Deno.writeTextFileSync(`${to}/${name}`, inner(Deno.readTextFileSync(`${from}/${name}`)));
  }
}

// The pages that Quarto has not rendered in this run, and all that the pages lead to.
function copied_beside() {
  const { site, output } = pages();
  copied(`${site}/html`, `${root}/${output}`);
  for (const part of ["data", "packages"]) copied(`${site}/${part}`, `${root}/${output}/${part}`);
}

export default {
  name: "is248",
  defaultExt: ".ipynb",
  defaultYaml: () => [],
  defaultContent: () => [],
  validExtensions: () => [".ipynb", ".qmd"],
  claimsFile: (file, ext) => ext === ".qmd" || /(^|\/)chapters\/[^/]+\.ipynb$/.test(file.replaceAll("\\", "/")),
  claimsLanguage: () => false,
  canFreeze: false,
  generatesFigures: false,
  ignoreDirs: () => ["build", "dist", "lib", "tests", "tools", "docs", "data", "templates"],
  init: (api) => { quarto = api; },
  launch: () => ({
    name: "is248",
    canFreeze: false,
    markdownForFile: (file) => Promise.resolve(quarto.mappedString.fromString(`# ${title(file)}\n`)),
    target: (file) => {
      const text = quarto.mappedString.fromString(`# ${title(file)}\n`);
      const metadata = quarto.markdownRegex.extractYaml(text.value);
      return Promise.resolve({ source: file, input: file, markdown: text, metadata });
    },
    // Citations and the list of references are finished: Quarto must not make another one.
    partitionedMarkdown: (file) => {
      const parts = quarto.markdownRegex.partition(`# ${title(file)}\n`);
      return Promise.resolve({ ...parts, containsRefs: false });
    },
    execute: ({ target, format, previewServer }) => {
      const markdown = page(target.input, format.pandoc.to?.match(/^[a-z]+/)[0], previewServer);
      return Promise.resolve({ engine: "is248", markdown, supporting: [], filters: [] });
    },
    dependencies: () => Promise.resolve({ includes: {} }),
    postprocess: () => Promise.resolve(),
    postRender: ({ file }) => {
      if (!built && !beside) copied_beside();
      if (!built && file.endsWith(".pdf")) run("stage", "--pdf", `${pages().output}/${file}`);
      beside = true;
      return Promise.resolve();
    },
  }),
};
