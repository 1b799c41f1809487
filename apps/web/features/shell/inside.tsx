"use client";
import { lazy, Suspense, useEffect } from "react";
import { useAddress } from "@/lib/navigation";
import { startSync } from "@/store/client";
import { useStore } from "@/store/store";

const SettingsScreen = lazy(async () => ({
  default: (await import("@/features/settings/settings-screen")).SettingsScreen,
}));

/** The app for people who are signed in: starts syncing, and shows the chat or the settings. */
export function Inside() {
  const { pathname } = useAddress();
  const signedOut = useStore(({ view }) => view?.connection.status === "signedOut");
  useEffect(() => void startSync(), []);
  useEffect(() => {
    if (signedOut) leaveForSignIn();
  }, [signedOut]);
  const [, place, section = ""] = pathname.split("/");
  return <Suspense>{place === "settings" ? <SettingsScreen section={section} /> : <div />}</Suspense>;
}

function leaveForSignIn(): void {
  const next = window.location.pathname + window.location.search;
  window.location.replace(next === "/" ? "/sign-in" : `/sign-in?next=${encodeURIComponent(next)}`);
}
