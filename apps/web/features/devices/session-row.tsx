"use client";
import type { Session } from "@hiroba/protocol";
import { Laptop, Smartphone } from "lucide-react";
import { useFormatter, useTranslations } from "next-intl";
import { useState } from "react";
import { type DeviceName, toDeviceName } from "@/lib/device-name";
import { useNow } from "@/lib/use-now";
import { useRelativeTime } from "@/lib/use-relative-time";
import { runCommand } from "@/store/run-command";
import { showToast } from "@/store/toasts";
import { Button } from "@/ui/button";
import { ConfirmButton } from "@/ui/confirm-button";
import { Facts } from "@/ui/facts";

type SessionRowProps = {
  session: Session;
  /** Asked for on the row of this very device. */
  onSignOut: () => void;
  /** Another device has been signed out. */
  onRevoked: () => void;
};

/** A device of mine. */
export function SessionRow({ session, onSignOut, onRevoked }: SessionRowProps) {
  const t = useTranslations("devices");
  const format = useFormatter();
  const relativeTime = useRelativeTime();
  const now = useNow(60_000);
  const toLabel = useDeviceLabel();
  const [leaving, setLeaving] = useState(false);
  const device = toDeviceName(session.userAgent);
  const label = toLabel(device);
  const Icon = device.isPhone ? Smartphone : Laptop;
  const revoke = async () => {
    setLeaving(true);
    const result = await runCommand("session.revoke", { sessionId: session.id });
    setLeaving(false);
    if (!result.ok) return;
    showToast({ text: t("revoked", { device: label }) });
    onRevoked();
  };
  return (
    <li className="flex min-h-14 flex-wrap items-center justify-end gap-x-3 py-1">
      <Icon aria-hidden size={22} className="shrink-0 text-ink-soft" strokeWidth={1.6} />
      {/* Where there is no room beside it, the button goes below. */}
      <div className="min-w-40 flex-1">
        <p className="truncate font-medium">{label}</p>
        <Facts
          facts={[
            {
              key: "used",
              fact: session.current ? (
                <span className="font-medium text-good">{t("current")}</span>
              ) : (
                t("lastUsed", { when: relativeTime(session.lastUsedAt, now) })
              ),
            },
            {
              key: "since",
              fact: t("since", { date: format.dateTime(new Date(session.createdAt), { dateStyle: "medium" }) }),
            },
          ]}
        />
      </div>
      {session.current ? (
        <Button look="quiet" aria-label={`${t("revoke")}: ${t("current")}`} onClick={onSignOut}>
          {t("revoke")}
        </Button>
      ) : (
        <ConfirmButton
          label={t("revoke")}
          question={t("revokeQuestion")}
          about={label}
          disabled={leaving}
          look="quiet"
          onConfirm={() => void revoke()}
        />
      )}
    </li>
  );
}

function useDeviceLabel(): (device: DeviceName) => string {
  const t = useTranslations("devices");
  return ({ browser, system }) => {
    if (browser && system) return t("onSystem", { browser, system });
    return browser ?? system ?? t("unknownDevice");
  };
}
