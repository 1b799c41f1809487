"use client";
import { useEffect, useId, useSyncExternalStore } from "react";
import { useLatest } from "./use-latest";

/*
 * Moving about inside the app. Rooms and settings are one page to Next: `navigate` changes the address without asking
 * the server, so that it is instant and works offline. Layers (dialogs, sheets) are history entries with the same
 * address, so that "back" closes what is on top: `history.state.layers` names those that are open in an entry.
 */

type Entry = { layers?: readonly string[]; inside?: boolean };

const listeners = new Set<() => void>();
const layerClosers = new Map<string, () => void>();
const closing = new Set<string>();
/** `history.back()` takes effect later; what would change the history meanwhile waits for it. */
let traversing = false;
let waiting: (() => void)[] = [];
let visits = 0;

/** Goes to an address of the app. From within a layer it takes the layer's place, so that "back" skips it. */
export function navigate(href: string, { replace = false } = {}): void {
  whenSettled(() => {
    const over = openLayers().length > 0;
    const state: Entry = { inside: replace ? (entry().inside ?? false) : true };
    if (replace || over) window.history.replaceState(state, "", href);
    else window.history.pushState(state, "", href);
    visits += 1;
    closeForgottenLayers();
    notify();
  });
}

/** How often `navigate` has gone somewhere: the address of a link that is followed twice is the same. */
export function useVisit(): number {
  return useSyncExternalStore(
    subscribe,
    () => visits,
    () => 0,
  );
}

/** Back to the entry before if it was ours, else to `fallback`, which takes this entry's place. */
export function goBack(fallback: string): void {
  whenSettled(() => {
    if (entry().inside) traverseBack();
    else navigate(fallback, { replace: true });
  });
}

/** The address shown: path and query. `asked` is the one that the server was asked for. */
export function useAddress(asked: string): URL {
  const href = useSyncExternalStore(
    subscribe,
    () => window.location.pathname + window.location.search,
    () => asked,
  );
  return new URL(href, "http://here");
}

/** While `open`, the back button or gesture calls `onClose` instead of leaving the page. */
export function useBackCloses(open: boolean, onClose: () => void): void {
  const id = useId();
  const close = useLatest(onClose);
  useEffect(() => {
    if (!open) return;
    let wanted = true;
    whenSettled(() => wanted && openLayer(id, () => close.current()));
    return () => {
      wanted = false;
      closeLayer(id);
    };
  }, [open, id, close]);
}

function entry(): Entry {
  return (window.history.state as Entry | null) ?? {};
}

function openLayers(): readonly string[] {
  return entry().layers ?? [];
}

function openLayer(id: string, close: () => void): void {
  layerClosers.set(id, close);
  closing.delete(id);
  if (openLayers().includes(id)) return;
  window.history.pushState({ ...entry(), layers: [...openLayers(), id] }, "");
}

/** Later than now: React's strict mode closes and opens again at once, and a navigation may take the entry over. */
function closeLayer(id: string): void {
  layerClosers.delete(id);
  closing.add(id);
  setTimeout(leaveClosedLayers, 0);
}

/** Goes back over the entries of layers that are closed, one at a time. */
function leaveClosedLayers(): void {
  const top = openLayers().at(-1);
  if (top !== undefined && closing.has(top)) traverseBack();
}

function traverseBack(): void {
  if (traversing) return;
  traversing = true;
  window.history.back();
}

function whenSettled(action: () => void): void {
  if (traversing) waiting.push(action);
  else action();
}

function closeForgottenLayers(): void {
  for (const [id, close] of [...layerClosers]) {
    if (!openLayers().includes(id)) close();
  }
}

function subscribe(listener: () => void): () => void {
  if (listeners.size === 0) window.addEventListener("popstate", handlePopState);
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) window.removeEventListener("popstate", handlePopState);
  };
}

function handlePopState(): void {
  traversing = false;
  for (const id of closing) if (!openLayers().includes(id)) closing.delete(id);
  closeForgottenLayers();
  leaveClosedLayers();
  if (!traversing) runWaiting();
  notify();
}

function runWaiting(): void {
  const actions = waiting;
  waiting = [];
  for (const action of actions) action();
}

function notify(): void {
  for (const listener of listeners) listener();
}
