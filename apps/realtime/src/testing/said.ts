import type { Id } from "@hiroba/protocol";

/*
 * The messages that anybody of this process tried to send, whatever came of it: what else is in a database nobody said.
 * Their ids are unique, so one memory does for all stories, also for what one story says behind another's back.
 */
const said = new Set<Id>();

/** Somebody is about to say something, or did so in another process. */
export function rememberSaying(id: Id): void {
  said.add(id);
}

/** Whether anybody tried to. */
export function wasSaid(id: Id): boolean {
  return said.has(id);
}
