import { accessAccount } from "./postgres/account";
import { locateBinaries } from "./postgres/binaries";
import { openCluster } from "./postgres/cluster";
import { stopLeftover } from "./postgres/leftover";
import { findRunning } from "./postgres/running";
import { type Server, serve } from "./postgres/server";

export type { Server };

/** How to run the embedded server. */
export type EmbeddedOptions = {
  /** Hiroba's own folder; the cluster lies in `postgres` under it. Created if missing. */
  dataFolder: string;
  /** The port on 127.0.0.1; a free one if not given. */
  port?: number;
  /** Settings that differ from the durable defaults, for tests. */
  settings?: Record<string, string>;
  /** Each line that the server writes to its log. */
  onLog?: (line: string) => void;
};

/**
 * Starts a real PostgreSQL 18 server whose data lies in `<dataFolder>/postgres`, making the cluster at the first start.
 *
 * It listens on loopback only, flushes before it acknowledges, and sorts by code point. It runs in a process group of
 * its own, so that Ctrl-C in a terminal reaches the processes that use it and not the server; it ends by `stop`, and by
 * itself when this process dies. A server that a killed process left behind is stopped first.
 *
 * @throws an Error with one clear line when the folder cannot be used or the server does not come up.
 */
export async function startEmbedded(options: EmbeddedOptions): Promise<Server> {
  const account = await accessAccount();
  const binaries = await locateBinaries(account);
  const cluster = await openCluster(options.dataFolder, { account, binaries });
  await stopLeftover(cluster);
  return serve(cluster, options);
}

/**
 * The address of the embedded server that is running on a data folder, for another process that wants to use it too;
 * undefined when none answers.
 */
export function findEmbedded(dataFolder: string): Promise<string | undefined> {
  return findRunning(dataFolder);
}
