import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { expect, it } from "vitest";

const root = path.join(import.meta.dirname, "../../..");
const { scripts } = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8")) as {
  scripts: Record<string, string>;
};

it("the bill of materials is made from the lockfile alone, and names what faces the network", async () => {
  const folder = await mkdtemp(path.join(tmpdir(), "hiroba-sbom-"));
  const file = path.join(folder, "sbom.json");
  const [pnpm = "", ...args] = (scripts["sbom:write"] ?? "").replace(/--out \S+/u, `--out ${file}`).split(" ");
  expect(args).toContain("--lockfile-only");
  await promisify(execFile)(pnpm, args, { cwd: root });
  const bill = JSON.parse(await readFile(file, "utf8")) as { bomFormat: string; components: { name: string }[] };
  await rm(folder, { recursive: true });
  expect(bill.bomFormat).toBe("CycloneDX");
  const names = new Set(bill.components.map(({ name }) => name));
  for (const name of ["socket.io", "engine.io", "socket.io-parser", "ws", "next", "better-auth", "fastify"])
    expect(names).toContain(name);
});
