"use client";
import { X } from "lucide-react";
import { useTranslations } from "next-intl";
import { useEffect } from "react";
import { classes } from "@/lib/classes";
import { useFailureText } from "@/lib/use-failure-text";
import { type Toast, useStore } from "@/store/store";
import { dismissToast, showToast } from "@/store/toasts";
import { IconButton } from "@/ui/icon-button";

/** Where toasts stand: below in the middle, above everything, read out politely. */
export function Toaster() {
  const toasts = useStore((store) => store.toasts);
  useFailureToasts();
  return (
    <div
      role="status"
      className="pointer-events-none fixed inset-x-0 bottom-24 z-50 grid justify-items-center gap-2 px-4 pb-safe"
    >
      {toasts.map((toast) => (
        <ToastCard key={toast.id} toast={toast} />
      ))}
    </div>
  );
}

/** Says what went wrong where no form could. */
function useFailureToasts(): void {
  const failures = useStore((store) => store.failures);
  const failureText = useFailureText();
  useEffect(() => {
    if (failures.length === 0) return;
    useStore.setState({ failures: [] });
    for (const failure of failures) showToast({ text: failureText(failure), tone: "bad" });
  }, [failures, failureText]);
}

function ToastCard({ toast: { id, text, tone, action } }: { toast: Toast }) {
  const t = useTranslations("ui");
  const handleAction = () => {
    action?.run();
    dismissToast(id);
  };
  return (
    <div
      className={classes(
        "pointer-events-auto flex max-w-md animate-rise items-center gap-1 rounded-md py-1 pr-1 pl-4 text-sm shadow-float",
        tone === "bad" ? "bg-bad-soft text-bad" : "bg-ink text-surface",
      )}
    >
      <span className="py-1.5">{text}</span>
      {action && (
        <button
          type="button"
          onClick={handleAction}
          className="h-9 shrink-0 rounded-sm px-3 font-semibold underline underline-offset-2 touch:h-11"
        >
          {action.label}
        </button>
      )}
      <IconButton
        icon={X}
        label={t("dismiss")}
        size="small"
        className="text-current! hover:bg-transparent!"
        onClick={() => dismissToast(id)}
      />
    </div>
  );
}
