// Loaded into every part before its own code. The channel to the supervisor closes when the supervisor dies, however it
// died; a part that went on would hold the port and write beside its successor.

// Processes that a part forks inherit this file, but their channel is the part's, and theirs to use.
if (process.env.HIROBA_SUPERVISOR === String(process.ppid)) {
  process.once("disconnect", () => {
    process.kill(process.pid, "SIGTERM");
    setTimeout(() => process.exit(1), 10_000).unref();
  });
  // Listening keeps the channel, and with it the process, alive: that is for the part's own work to do.
  process.channel?.unref();
}
