// Bundles the service and the operator's command line. Packages from the registry stay outside, as installed, but for
// those that only workspace packages depend on, which Node would not find from here.
import { readFile } from "node:fs/promises";
import { build } from "esbuild";

const { dependencies } = JSON.parse(await readFile(new URL("package.json", import.meta.url), "utf8"));
const external = Object.keys(dependencies).filter((name) => !name.startsWith("@hiroba/"));

/** These find their files (migrations, PostgreSQL's programs) from where they lie, so they stay in prisma's own bundle. */
const prismaBundle = {
  name: "prisma-bundle",
  setup: ({ onResolve }) => {
    onResolve({ filter: /^@hiroba\/prisma\/(embedded|migrate)$/ }, ({ path }) => ({
      path: `../../../prisma/dist/${path.split("/").at(-1)}.js`,
      external: true,
    }));
  },
};

await build({
  absWorkingDir: import.meta.dirname,
  entryPoints: ["src/main.ts", "src/cli.ts"],
  outdir: "dist",
  bundle: true,
  splitting: true,
  platform: "node",
  target: "node20",
  format: "esm",
  sourcemap: true,
  plugins: [prismaBundle],
  external: external.flatMap((name) => [name, `${name}/*`]),
  // CommonJS packages inside the bundle call require for Node's own modules.
  banner: {
    js: 'import { createRequire as __createRequire } from "node:module"; const require = __createRequire(import.meta.url);',
  },
  logLevel: "warning",
});
