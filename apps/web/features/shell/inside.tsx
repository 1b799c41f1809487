"use client";
import { Suspense, useEffect } from "react";
import { useSessionRenewal } from "@/features/entry/use-session-renewal";
import { useOfflineShell } from "@/features/offline/use-offline-shell";
import { LostScreen } from "@/features/pages/lost";
import { SettingsSkeleton } from "@/features/settings/settings-skeleton";
import { lazyPart } from "@/lib/lazy-part";
import { useAddress } from "@/lib/navigation";
import { toPlace } from "@/lib/place";
import { useViewportHeight } from "@/lib/use-viewport-height";
import { startSync } from "@/store/client";
import { saveDrafts } from "@/store/drafts";
import { forgetWriting } from "@/store/sign-out";
import { useStore } from "@/store/store";
import { ChatShell } from "./chat-shell";
import { OutdatedBar } from "./outdated-bar";
import { Overlays } from "./overlays";
import { useDocumentTitle } from "./use-document-title";
import { useOutboxFailures } from "./use-outbox-failures";
import { usePresenceSignal } from "./use-presence-signal";
import { useShortcuts } from "./use-shortcuts";

const SettingsScreen = lazyPart(
  async () => (await import("@/features/settings/settings-screen")).SettingsScreen,
  LostScreen,
);

/** The app for people who are signed in: starts syncing, and shows the chat or the settings. */
export function Inside({ asked }: { asked: string }) {
  const address = useAddress(asked);
  const { name, section } = toPlace(address.pathname);
  useSync();
  useSessionRenewal();
  useOfflineShell();
  useViewportHeight();
  usePresenceSignal();
  useOutboxFailures();
  useDocumentTitle(address.pathname);
  useShortcuts();
  return (
    <>
      {name === "settings" ? (
        <Suspense fallback={<SettingsSkeleton />}>
          <SettingsScreen section={section} />
        </Suspense>
      ) : (
        <ChatShell address={address} />
      )}
      <Overlays />
      <OutdatedBar />
    </>
  );
}

function useSync(): void {
  const signedOut = useStore(({ view }) => view?.connection.status === "signedOut");
  useEffect(() => {
    // First, so that what a page that is left saves is in the outbox when the client sees to what is in it.
    window.addEventListener("pagehide", saveDrafts);
    // Phones end pages that are not looked at without another word.
    document.addEventListener("visibilitychange", saveDrafts);
    void startSync();
  }, []);
  useEffect(() => {
    if (signedOut) leaveForSignIn();
  }, [signedOut]);
  useNewPerson();
}

/**
 * Begins anew when somebody else signs in, in another tab: what was being written here is not theirs. Only behind
 * somebody who was in: before, the person of the last visit may be on the screen.
 */
function useNewPerson(): void {
  useEffect(() => {
    let former: string | null = null;
    // At once, and not when it is drawn: a draft that is about to be saved would be theirs.
    return useStore.subscribe(({ view }) => {
      if (!view?.userId) return;
      if (view.connection.status === "live") former ??= view.userId;
      if (former === null || former === view.userId) return;
      // First, since what is forgotten changes the store.
      former = view.userId;
      forgetWriting();
      window.location.reload();
    });
  }, []);
}

function leaveForSignIn(): void {
  const next = window.location.pathname + window.location.search;
  window.location.replace(next === "/" ? "/sign-in" : `/sign-in?next=${encodeURIComponent(next)}`);
}
