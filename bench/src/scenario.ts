import type { PeerName } from "./stage.ts";

/** One line of a result: what was measured of whom, and the figures. */
export type Row = { peer: string; of: string } & Record<string, number | string>;

export type Settings = {
  peers: readonly PeerName[];
  /** Each figure is the median of so many runs. */
  runs: number;
  /** A look at whether everything works, not a measurement. */
  quick: boolean;
};

/** One question, and how it is put to the peers. */
export type Scenario = {
  name: string;
  title: string;
  /** What is done and what counts, for the reader of the report. */
  method: string;
  /** What is to be reached, in the words of the design. */
  aim: string;
  /** The rows of every run. */
  run(settings: Settings): Promise<Row[]>;
};
