// As much of curl as docs/clients.md uses, for machines without it, on which the examples are tested all the same.
const options = { data: undefined, headers: {}, url: "", seconds: undefined };
const args = process.argv.slice(2);
while (args.length > 0) {
  const arg = args.shift() ?? "";
  if (arg === "-H") {
    const [, name = "", value = ""] = /^([^:]+):\s*(.*)$/.exec(args.shift() ?? "") ?? [];
    options.headers[name] = value;
  } else if (arg === "-d") options.data = args.shift();
  else if (arg === "--max-time") options.seconds = Number(args.shift());
  else if (!arg.startsWith("-")) options.url = arg;
  else if (!/^-[sN]+$/.test(arg)) throw new Error(`What is ${arg}?`);
}
const method = options.data === undefined ? "GET" : "POST";
const signal = options.seconds === undefined ? undefined : AbortSignal.timeout(options.seconds * 1_000);
try {
  const response = await fetch(options.url, { method, body: options.data, headers: options.headers, signal });
  for await (const bytes of response.body ?? []) process.stdout.write(bytes);
} catch (error) {
  if (!signal?.aborted) throw error;
  process.exitCode = 28;
}
