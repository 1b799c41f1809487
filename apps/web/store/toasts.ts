import { type Toast, useStore } from "./store";

const LIFETIME_MS = 6_000;

/** Says something in passing. It leaves by itself; with an action it waits a little longer. */
export function showToast({ tone = "plain", ...rest }: Omit<Toast, "id" | "tone"> & { tone?: Toast["tone"] }): void {
  const id = String(Math.random());
  useStore.setState(({ toasts }) => ({ toasts: [...toasts.slice(-2), { id, tone, ...rest }] }));
  setTimeout(() => dismissToast(id), rest.action ? LIFETIME_MS * 1.5 : LIFETIME_MS);
}

export function dismissToast(id: string): void {
  useStore.setState(({ toasts }) => ({ toasts: toasts.filter((toast) => toast.id !== id) }));
}
