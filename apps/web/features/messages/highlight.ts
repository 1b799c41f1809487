import { createHighlighterCore, type HighlighterCore, type LanguageInput } from "shiki/core";
import { createJavaScriptRegexEngine } from "shiki/engine/javascript";
import githubDark from "shiki/themes/github-dark-default.mjs";
import githubLight from "shiki/themes/github-light-high-contrast.mjs";

/** One coloured piece of a line; `color` holds for both themes. */
export type CodeToken = { text: string; color: string; offset: number };
/** A line by the place where it begins. */
export type CodeLine = { offset: number; tokens: CodeToken[] };

/** Longer code is not worth the time it takes to colour. */
const MAXIMUM_LENGTH = 8_000;

const grammars: Record<string, LanguageInput> = {
  bash: () => import("shiki/langs/bash.mjs"),
  c: () => import("shiki/langs/c.mjs"),
  cpp: () => import("shiki/langs/cpp.mjs"),
  csharp: () => import("shiki/langs/csharp.mjs"),
  css: () => import("shiki/langs/css.mjs"),
  diff: () => import("shiki/langs/diff.mjs"),
  docker: () => import("shiki/langs/docker.mjs"),
  go: () => import("shiki/langs/go.mjs"),
  html: () => import("shiki/langs/html.mjs"),
  java: () => import("shiki/langs/java.mjs"),
  javascript: () => import("shiki/langs/javascript.mjs"),
  json: () => import("shiki/langs/json.mjs"),
  jsx: () => import("shiki/langs/jsx.mjs"),
  kotlin: () => import("shiki/langs/kotlin.mjs"),
  markdown: () => import("shiki/langs/markdown.mjs"),
  php: () => import("shiki/langs/php.mjs"),
  python: () => import("shiki/langs/python.mjs"),
  ruby: () => import("shiki/langs/ruby.mjs"),
  rust: () => import("shiki/langs/rust.mjs"),
  sql: () => import("shiki/langs/sql.mjs"),
  swift: () => import("shiki/langs/swift.mjs"),
  toml: () => import("shiki/langs/toml.mjs"),
  tsx: () => import("shiki/langs/tsx.mjs"),
  typescript: () => import("shiki/langs/typescript.mjs"),
  yaml: () => import("shiki/langs/yaml.mjs"),
};

const aliases: Record<string, string> = {
  "c++": "cpp",
  "c#": "csharp",
  cs: "csharp",
  dockerfile: "docker",
  js: "javascript",
  kt: "kotlin",
  md: "markdown",
  mjs: "javascript",
  py: "python",
  rb: "ruby",
  rs: "rust",
  sh: "bash",
  shell: "bash",
  ts: "typescript",
  yml: "yaml",
  zsh: "bash",
};

let highlighter: Promise<HighlighterCore> | undefined;

/** Code in coloured pieces, line by line; null for a language without a grammar here. */
export async function highlight(code: string, language: string): Promise<CodeLine[] | null> {
  const name = aliases[language.toLowerCase()] ?? language.toLowerCase();
  const grammar = grammars[name];
  if (!grammar || code.length > MAXIMUM_LENGTH) return null;
  // The engine in JavaScript: the usual one is WebAssembly, which the content security policy does not let in.
  highlighter ??= createHighlighterCore({ themes: [githubLight, githubDark], engine: createJavaScriptRegexEngine() });
  const shiki = await highlighter;
  await shiki.loadLanguage(grammar);
  const { tokens } = shiki.codeToTokens(code, {
    lang: name,
    themes: { light: "github-light-high-contrast", dark: "github-dark-default" },
    defaultColor: "light-dark()",
  });
  let end = 0;
  return tokens.map((line) => {
    const offset = line[0]?.offset ?? end;
    end += line.reduce((length, { content }) => length + content.length, 1);
    return {
      offset,
      tokens: line.map((token) => ({ text: token.content, color: token.htmlStyle?.color ?? "", offset: token.offset })),
    };
  });
}
