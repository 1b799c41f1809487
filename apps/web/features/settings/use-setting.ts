"use client";
import type { Settings } from "@hiroba/protocol";
import { useState } from "react";
import { runCommand } from "@/store/run-command";
import { useStore } from "@/store/store";

type Chosen<Value> = { value: Value; over: Value | undefined };

/** One of my settings, and how to choose it: shown at once, and as before if the server refuses. */
export function useSetting<Key extends keyof Settings>(key: Key) {
  const held = useStore(({ view }) => view?.state?.settings[key]);
  // Holds until the setting changes, here or on another device.
  const [chosen, setChosen] = useState<Chosen<Settings[Key]> | null>(null);
  const value = chosen && chosen.over === held ? chosen.value : held;
  const choose = async (next: Settings[Key]) => {
    setChosen({ value: next, over: held });
    const result = await runCommand("settings.update", { [key]: next });
    if (!result.ok) setChosen(null);
  };
  return [value, choose] as const;
}
