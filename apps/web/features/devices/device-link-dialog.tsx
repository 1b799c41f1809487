"use client";
import { useTranslations } from "next-intl";
import { Unreachable } from "@/features/entry/unreachable";
import { useNow } from "@/lib/use-now";
import { Button } from "@/ui/button";
import { CopyLine } from "@/ui/copy-line";
import { Dialog } from "@/ui/dialog";
import { QrCode } from "@/ui/qr-code";
import { Skeleton } from "@/ui/skeleton";
import { LocalAddressNote } from "./local-address-note";
import { useDeviceLink } from "./use-device-link";

/** A code that signs another device in as me: short-lived, used once, renewed by a button. */
export function DeviceLinkDialog({ onClose }: { onClose: () => void }) {
  const t = useTranslations("devices.phone");
  const { link, failure, renew } = useDeviceLink();
  return (
    <Dialog open title={t("title")} description={t("text")} onClose={onClose}>
      <div className="grid gap-4 pb-5">
        {failure ? (
          <Unreachable failure={failure} onRetry={renew} />
        ) : link ? (
          <LinkCode key={link.path} path={link.path} until={Date.parse(link.expiresAt)} onRenew={renew} />
        ) : (
          <Skeleton className="mx-auto size-56" />
        )}
        <LocalAddressNote />
      </div>
    </Dialog>
  );
}

function LinkCode({ path, until, onRenew }: { path: string; until: number; onRenew: () => void }) {
  const t = useTranslations("devices.phone");
  const seconds = Math.max(0, Math.ceil((until - useNow(1_000)) / 1_000));
  const url = `${window.location.origin}${path}`;
  if (seconds === 0) {
    return (
      <div className="grid min-h-56 place-content-center justify-items-center gap-3 text-center" role="status">
        <p className="text-ink-soft text-sm">{t("over")}</p>
        <Button look="primary" onClick={onRenew}>
          {t("renew")}
        </Button>
      </div>
    );
  }
  return (
    <>
      <QrCode text={url} label={t("code")} className="mx-auto size-56" />
      <p className="text-center text-ink-soft text-sm tabular-nums">{t("left", { time: toClock(seconds) })}</p>
      <CopyLine text={url} label={t("link")} copyLabel={t("copy")} copiedLabel={t("copied")} />
    </>
  );
}

function toClock(seconds: number): string {
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}
