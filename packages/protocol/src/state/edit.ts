import type { State } from "./state.ts";

type Maps = Pick<State, "users" | "rooms" | "drafts" | "timelines" | "messages" | "members">;
type MapName = keyof Maps;

/** A state being changed: reads see the changes made so far, and `state` is the new one. */
export type Edit = {
  get<Name extends MapName>(name: Name, id: string): Maps[Name][string] | undefined;
  set<Name extends MapName>(name: Name, id: string, value: Maps[Name][string]): void;
  delete(name: MapName, id: string): void;
  ids(name: MapName): string[];
  assign(values: Partial<Pick<State, "workspace" | "settings">>): void;
  readonly state: State;
};

/**
 * Edits a state without touching the given one: each map is copied once, when it is first written, so a batch of events
 * costs one copy of what it changes, and everything else keeps its identity for selectors to compare.
 */
export function editState(original: State): Edit {
  let state = original;
  const copied = new Set<MapName>();
  // A value may be of any map's type; `Edit`'s signatures hold each to its own.
  const own = (name: MapName): Record<string, unknown> => {
    if (!copied.has(name)) {
      copied.add(name);
      state = { ...state, [name]: { ...state[name] } };
    }
    return state[name];
  };
  return {
    get: <Name extends MapName>(name: Name, id: string) => {
      const map: Record<string, unknown> = state[name];
      return map[id] as Maps[Name][string] | undefined;
    },
    set: (name, id, value) => {
      own(name)[id] = value;
    },
    delete: (name, id) => {
      if (Object.hasOwn(state[name], id)) delete own(name)[id];
    },
    ids: (name) => Object.keys(state[name]),
    assign: (values) => {
      state = { ...state, ...values };
    },
    get state() {
      return state;
    },
  };
}
