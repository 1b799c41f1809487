"use client";
import type { ConnectionView } from "@hiroba/client";
import { useTranslations } from "next-intl";
import { copyText } from "@/lib/copy-text";
import { getClient } from "@/store/client";
import { useStore } from "@/store/store";
import { showToast } from "@/store/toasts";
import { closeOverlay } from "@/store/ui";
import { Button, buttonClasses } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { ConnectionFacts } from "./connection-facts";
import { ConnectionSummary } from "./connection-summary";
import { toDiagnostics } from "./diagnostics";
import { TransportSwitch } from "./transport-switch";

/** All there is to know about this device's connection, and the means to change it. */
export function ConnectionPanel() {
  const t = useTranslations("connection.panel");
  const connection = useStore(({ view }) => view?.connection);
  return (
    <Dialog open title={t("title")} onClose={closeOverlay}>
      {connection && (
        <div className="grid gap-6 pb-5">
          <ConnectionSummary connection={connection} />
          <Actions status={connection.status} />
          <ConnectionFacts connection={connection} />
          <TransportSwitch choice={connection.choice} />
          <a href="/transports" className={buttonClasses("plain")}>
            {t("compare")}
          </a>
        </div>
      )}
    </Dialog>
  );
}

function Actions({ status }: { status: ConnectionView["status"] }) {
  const t = useTranslations("connection.panel");
  const handleCopy = async () => {
    const copied = await copyText(toDiagnostics(useStore.getState().view));
    showToast(copied ? { text: t("copied") } : { text: t("notCopied"), tone: "bad" });
  };
  return (
    <div className="flex flex-wrap gap-2">
      {status === "outdated" ? (
        <Button look="primary" onClick={() => window.location.reload()}>
          {t("reload")}
        </Button>
      ) : (
        <Button onClick={() => getClient().reconnect()}>{status === "live" ? t("checkNow") : t("tryNow")}</Button>
      )}
      <Button onClick={() => void handleCopy()}>{t("copy")}</Button>
    </div>
  );
}
