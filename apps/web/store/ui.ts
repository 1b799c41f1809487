import { type Overlay, useStore } from "./store";

export function openOverlay(overlay: NonNullable<Overlay>): void {
  useStore.setState({ overlay });
}

export function closeOverlay(): void {
  useStore.setState({ overlay: null });
}

export function setDetailsOpen(detailsOpen: boolean): void {
  useStore.setState({ detailsOpen });
}

export function setNear(messageId: string | null): void {
  useStore.setState({ nearId: messageId });
}

/** The pointer has left a message; another may have it already. */
export function clearNear(messageId: string): void {
  if (useStore.getState().nearId === messageId) setNear(null);
}
