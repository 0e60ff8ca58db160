// Quarto's engine for this project: a chapter is what `is248 stage` makes of it, executed and numbered as in the book.
// It runs before the first page of a render, and again when a file that the pages are made of has changed.

const root = `${import.meta.dirname}/../..`;
const program = `${root}/.venv/${Deno.build.os === "windows" ? "Scripts/is248.exe" : "bin/is248"}`;
const made_of = ["chapters", "data", "images", "lib", "params", "templates", "_quarto.yml"];
let quarto, staged, stamp;

const asked = () => (Deno.env.get("QUARTO_PROFILE") ?? "").split(/[ ,]+/).find((name) => /^\d{4}$/.test(name));

function newest(path) {
  const about = Deno.statSync(path);
  if (!about.isDirectory) return about.mtime.getTime();
  const names = [...Deno.readDirSync(path)].map((entry) => entry.name).filter((name) => !/^[._]/.test(name));
  return Math.max(about.mtime.getTime(), ...names.map((name) => newest(`${path}/${name}`)));
}

function pages() {
  const qmd = [...Deno.readDirSync(root)].map((entry) => entry.name).filter((name) => name.endsWith(".qmd"));
  const there = [...made_of, ...qmd].filter((name) => name !== "images" || exists(`${root}/images`));
  const now = `${asked()} ${Math.max(...there.map((name) => newest(`${root}/${name}`)))}`;
  if (now !== stamp) {
    if (!exists(program)) throw new Error("There is no .venv in the project yet: run `make book` once.");
    const year = asked() ? ["--year", asked()] : [];
    const options = { args: ["stage", ...year], cwd: root, stdout: "inherit", stderr: "inherit" };
    const done = new Deno.Command(program, options).outputSync();
    if (!done.success) throw new Error("The chapters can't be rendered; is248 has said why, above.");
    staged = JSON.parse(Deno.readTextFileSync(`${root}/build/quarto-pages.json`));
    stamp = now;
  }
  return staged;
}

function exists(path) {
  try {
    return Deno.statSync(path) !== undefined;
  } catch {
    return false;
  }
}

const inside = (file) => file.replaceAll("\\", "/").match(/(?:^|\/)((?:chapters\/)?[^/]+)$/)[1];

function text(file) {
  const { folder, sources } = pages();
  const source = inside(file);
  const page = Object.keys(sources).find((name) => sources[name] === source);
  if (!page) return `# ${source.replace(/^.*\/|\.\w+$/g, "")} {.unnumbered}\n\nKapitlet er ikke med i denne utgaven.\n`;
  const up = source.includes("/") ? "../" : "";
  return Deno.readTextFileSync(`${root}/${folder}/${page}`)
    .replaceAll(`](${up}figures/`, `](${up}${folder}/figures/`)
    .replace(/(\]\((?:\.\.\/)?)([\w./-]+\.qmd)/g, (all, before, name) => before + (sources[name] ?? name));
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
    markdownForFile: (file) => Promise.resolve(quarto.mappedString.fromString(text(file))),
    target: (file) => {
      const markdown = quarto.mappedString.fromString(text(file));
      const metadata = quarto.markdownRegex.extractYaml(markdown.value);
      return Promise.resolve({ source: file, input: file, markdown, metadata });
    },
    partitionedMarkdown: (file) => Promise.resolve(quarto.markdownRegex.partition(text(file))),
    execute: ({ target }) =>
      Promise.resolve({ engine: "is248", markdown: target.markdown.value, supporting: [], filters: [] }),
    dependencies: () => Promise.resolve({ includes: {} }),
    postprocess: () => Promise.resolve(),
  }),
};
