import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { bindMigrationAwareSqlAdapterFactory } from "@prisma/driver-adapter-utils";
import * as glue from "@prisma/schema-engine-wasm/schema_engine_bg";
import { EngineAdapters, EnginePool } from "./engine-adapters";

/** Prisma's engine for migrations. It keeps the table `_prisma_migrations`. */
export type SchemaEngine = glue.SchemaEngine;

/**
 * Runs `work` with the schema engine as WebAssembly, which needs no download, over node-postgres.
 *
 * @throws what the database said, where the engine itself only counts its errors.
 */
export async function withSchemaEngine<T>(url: string, work: (engine: SchemaEngine) => Promise<T>): Promise<T> {
  await loadEngine();
  const pool = new EnginePool({ connectionString: url, application_name: "hiroba migrate" });
  pool.on("error", () => {});
  const adapters = bindMigrationAwareSqlAdapterFactory(new EngineAdapters(pool));
  const engine = await glue.SchemaEngine.new({ datamodels: undefined }, () => {}, adapters);
  try {
    return await work(engine);
  } catch (error) {
    throw toError(error);
  } finally {
    engine.free();
    await pool.end();
  }
}

let loading: Promise<void> | undefined;

function loadEngine(): Promise<void> {
  loading ??= instantiate();
  return loading;
}

// The package's own entry imports its .wasm file as a module, which Node.js 20 and 22 do only behind a flag.
async function instantiate(): Promise<void> {
  // The engine reports its panics here, then traps: the message would otherwise be lost.
  Object.assign(globalThis, {
    PRISMA_WASM_PANIC_REGISTRY: { set_message: (message: string) => process.emitWarning(message) },
  });
  const glueFile = createRequire(import.meta.url).resolve("@prisma/schema-engine-wasm/schema_engine_bg");
  const bytes = await readFile(glueFile.replace(/\.js$/, ".wasm"));
  const { instance } = await WebAssembly.instantiate(bytes, { "./schema_engine_bg.js": toImports() });
  glue.__wbg_set_wasm(instance.exports);
  (instance.exports.__wbindgen_start as () => void)();
}

// The engine gives its advisory lock ten seconds and leaves that timer running when it is done.
function toImports(): WebAssembly.ModuleImports {
  const imports = Object.entries(glue as WebAssembly.ModuleImports);
  const unreferenced = (callback: () => void, delay: number) => setTimeout(callback, delay).unref();
  return Object.fromEntries(
    imports.map(([name, value]) => [name, name.startsWith("__wbg_setTimeout") ? unreferenced : value]),
  );
}

function toError(error: unknown): Error {
  return error instanceof Error ? error : new Error(JSON.stringify(error));
}
