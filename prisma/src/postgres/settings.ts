/** Written to postgresql.conf when the cluster is made; an operator may change them there. */
export const initialSettings: Record<string, string> = {
  // Sized for a small machine that also runs Node.js: about 60 MB for the server and 3 MB for each connection.
  shared_buffers: "64MB",
  effective_cache_size: "512MB",
  maintenance_work_mem: "32MB",
  max_connections: "100",
  max_wal_size: "512MB",
  // Chat queries are short: planning a parallel or compiled query costs more than running it.
  jit: "off",
  max_parallel_workers_per_gather: "0",
  max_worker_processes: "4",
  io_method: "sync",
  timezone: "UTC",
  log_timezone: "UTC",
  lc_messages: "C",
  log_checkpoints: "off",
  log_line_prefix: "%m [%p] ",
};

/** Given on the command line at every start: what Hiroba's promises rest on, whatever postgresql.conf says. */
export const requiredSettings: Record<string, string> = {
  listen_addresses: "127.0.0.1",
  unix_socket_directories: "",
  // L3: what was acknowledged survives a power cut.
  fsync: "on",
  full_page_writes: "on",
  synchronous_commit: "on",
  // The rest of an error quotes the row that was refused, and a message or a hash with it. Whoever asked still gets it.
  log_error_verbosity: "terse",
};

/** Settings as command-line arguments. */
export function toArguments(settings: Record<string, string>): string[] {
  return Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
}
