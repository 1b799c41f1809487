import { expect, test } from "vitest";
import { html } from "./html.ts";

const hostile = `<script>alert("1")</script> & 'x'`;

test("escapes what is put into a template, in text and in attributes", () => {
  const page = html`<p title="${hostile}">${hostile}</p>`.toString();
  const escaped = "&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt; &amp; &#39;x&#39;";
  expect(page).toBe(`<p title="${escaped}">${escaped}</p>`);
});

test("takes pieces as they are, lists one after the other, and nothing for what is not there", () => {
  const items = ["a", "<b>"].map((text) => html`<li>${text}</li>`);
  expect(html`<ul>${items}</ul>${null}${undefined}${false}${0}`.toString()).toBe(
    "<ul><li>a</li><li>&lt;b&gt;</li></ul>0",
  );
});

test("an object that only looks like a piece is no piece", () => {
  const forged = { toString: () => "<script>" } as unknown as string;
  expect(html`${[String(forged)]}`.toString()).toBe("&lt;script&gt;");
});
