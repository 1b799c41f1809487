import { type ErrorCode, errorCodes, PROTOCOL_VERSION } from "@hiroba/protocol";
import { type Html, html } from "../pages/html.ts";
import type { Page } from "../pages/send-page.ts";
import { type CommandText, type Contents, type Thing, toContents } from "./contents.ts";
import { reactions } from "./document.ts";
import type { Field } from "./fields.ts";
import { docsStyle } from "./page-style.ts";
import type { Schemas } from "./schemas.ts";

/** `/v1/docs`: the contract as one page, of this server alone. */
export function toDocsPage(schemas: Schemas): Page {
  const contents = toContents(schemas);
  return { language: "en", title: "Hiroba's protocol", style: docsStyle, body: toBody(contents) };
}

function toBody({ features, events, signals, things }: Contents): Html {
  const names = [...features.map(({ feature }) => feature), "events", "signals", "things", "errors"];
  return html`<body>
<header>
<h1>Hiroba’s protocol</h1>
<p>Version ${PROTOCOL_VERSION}. A command is <code>POST /v1/commands/&lt;name&gt;</code> with a JSON body, or a Socket.IO
event of the same name with an acknowledgement. It is answered <code>{ "ok": true, "data": … }</code> with what stands
under <em>Answer</em>, or <code>{ "ok": false, "error": … }</code>. For programs:
<a href="/v1/openapi.json">openapi.json</a>.</p>
<nav aria-label="Parts"><ul>${names.map((name) => html`<li><a href="#${name}">${name}</a></li>`)}</ul></nav>
</header>
<main>
${features.map(({ feature, commands }) => toSection(feature, commands.map(toCommand)))}
${toSection("events", events.map(toArticle))}
${toSection("signals", signals.map(toArticle))}
${toSection("things", things.map(toArticle))}
${toSection("errors", [toErrors()])}
</main>
<footer class="soft">Made from the tables that this server runs on.</footer>
</body>
</html>`;
}

function toSection(name: string, articles: readonly Html[]): Html {
  return html`<section id="${name}"><h2>${name}</h2>${articles}</section>
`;
}

function toCommand({ name, summary, actor, effect, input, output }: CommandText): Html {
  return html`<article id="${name}"><h3>${name}</h3>
<p>${summary}.</p>
<p class="soft">For ${actor}; ${effect}.</p>
${input.length > 0 ? toTable("Input", input) : html`<p class="soft">Takes no input.</p>`}
${output.length > 0 ? toTable("Answer", output) : html`<p class="soft">Answers with an empty object.</p>`}
</article>
`;
}

function toArticle({ name, fields, type }: Thing): Html {
  return html`<article id="${name}"><h3>${name}</h3>${type ? html`<p>${type}</p>` : toTable(null, fields)}</article>
`;
}

function toTable(caption: string | null, fields: readonly Field[]): Html {
  return html`<table>${caption && html`<caption>${caption}</caption>`}${fields.map(toRow)}</table>
`;
}

function toRow({ name, type, named, required, fallback }: Field): Html {
  const when = fallback === null ? (required ? "" : "may be left out") : `${fallback} if left out`;
  const links = named.map((thing) => html` <a href="#${thing}">${thing}</a>`);
  const text =
    named.length === 1 && named[0] === type
      ? links
      : [type, links.length > 0 && html` <span class="soft">→</span>`, links];
  return html`<tr><th scope="row"><code>${name}</code></th><td>${text}</td><td class="when">${when}</td></tr>
`;
}

function toErrors(): Html {
  const rows = (Object.keys(errorCodes) as ErrorCode[]).map((code) => {
    const { status, reaction } = errorCodes[code];
    return html`<tr><th scope="row"><code>${code}</code></th><td>${status}</td><td>${reactions[reaction]}</td></tr>
`;
  });
  return html`<article><h3>Codes</h3><table>${rows}</table></article>`;
}
