/*
 * The life of an outbox item.
 *
 *                 attempt              acknowledge              see
 *     queued ────────────────► sending ───────────────► sent ────────► gone
 *     ▲ ▲  ▲ │  ╲               │    │                    │
 *     │ │  │ │   ╲ orphan       │    │ refuse             │
 *     │ │  │ │    ╲             │    ▼                    │
 *     │ │  │ │     ╰──────────────► failed ──────► gone   │
 *     │ │  │ ╰─ discard ─► gone │      │   discard        │
 *     │ │  ╰─── defer ──────────╯      │                  │
 *     │ ╰────── retry ─────────────────╯                  │
 *     ╰──────── forget ───────────────────────────────────╯
 *
 * `sent` is acknowledged, and stays until the device has applied the event (`see`), so that the row on the screen never
 * disappears in between. What a stop or crash interrupts starts again as `queued` (`restart`): the outcome is unknown,
 * and the same id may be sent again (rule L4). So it is of a message that was tried and is then discarded: another item,
 * its deletion, takes its place.
 */

/** Where an item stands; `gone` is out of the outbox. */
export type Phase = "queued" | "sending" | "sent" | "failed" | "gone";

/**
 * What can happen to an item. `attempt`: it is its turn. `acknowledge`: the server did it. `defer`: no answer, or a
 * refusal that passes. `refuse`: a refusal that stays. `orphan`: the message it is about was refused. `see`: the event
 * has been applied. `forget`: the log is another one (a restored backup), the acknowledgement is void. `restart`: read
 * back from the store. `retry` and `discard`: the person decides.
 */
export type Happening =
  | "attempt"
  | "acknowledge"
  | "defer"
  | "refuse"
  | "orphan"
  | "see"
  | "forget"
  | "restart"
  | "retry"
  | "discard";

const transitions: Record<Phase, Partial<Record<Happening, Phase>>> = {
  queued: { attempt: "sending", orphan: "failed", discard: "gone", restart: "queued" },
  sending: { acknowledge: "sent", defer: "queued", refuse: "failed", restart: "queued" },
  sent: { see: "gone", forget: "queued", restart: "queued" },
  failed: { retry: "queued", discard: "gone", restart: "failed" },
  gone: {},
};

/** The phase that follows, undefined when this cannot happen in this phase. */
export function nextPhase(phase: Phase, happening: Happening): Phase | undefined {
  return transitions[phase][happening];
}
