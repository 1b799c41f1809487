// Loaded into every child before its own code. The channel to the supervisor closes when the supervisor dies, however
// it died; a child that went on would hold the port and write beside its successor.
process.once("disconnect", () => {
  process.kill(process.pid, "SIGTERM");
  setTimeout(() => process.exit(1), 10_000).unref();
});
// Listening keeps the channel, and with it the process, alive: that is for the child's own work to do.
process.channel?.unref();
