import { describe, expect, it } from "vitest";
import { checkPort } from "./machine.mjs";
import { readSettings } from "./settings.mjs";

describe("the address to listen on", () => {
  it.each([
    [undefined, "http://127.0.0.1:4000", "http://localhost:4000"],
    ["", "http://127.0.0.1:4000", "http://localhost:4000"],
    ["::", "http://127.0.0.1:4000", "http://localhost:4000"],
    ["0.0.0.0", "http://127.0.0.1:4000", "http://localhost:4000"],
    ["10.0.0.11", "http://10.0.0.11:4000", "http://10.0.0.11:4000"],
    ["::1", "http://[::1]:4000", "http://[::1]:4000"],
  ])("as HOST %j is asked at %s for its health, and named %s", (HOST, localUrl, publicUrl) => {
    expect(readSettings({ PORT: "4000", HOST })).toMatchObject({ localUrl, publicUrl });
  });

  it("is refused where this machine has no such address", async () => {
    await expect(checkPort({ port: 0, host: "203.0.113.1" })).rejects.toThrow(
      'HOST is "203.0.113.1", which is no address of this machine.',
    );
  });
});
