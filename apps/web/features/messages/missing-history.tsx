import { useTranslations } from "next-intl";
import { Button } from "@/ui/button";
import { useTimeline } from "./timeline-context";
import { MessageSkeletons } from "./timeline-skeleton";

/** Stands above what is held of a room while there is more: that comes, or says why it does not. */
export function MissingHistory() {
  const t = useTranslations("messages");
  const ui = useTranslations("ui");
  const { failed, retry } = useTimeline();
  if (!failed) return <MessageSkeletons count={3} />;
  // Room above for the pill that leads to what is unread.
  return (
    <div className="grid justify-items-center gap-1 px-4 pt-16 pb-6 text-center text-ink-soft text-sm">
      <p className="font-medium text-ink">{t("notLoaded")}</p>
      <p className="phrased">{t("notLoadedHint")}</p>
      <Button className="mt-2" onClick={retry}>
        {ui("retry")}
      </Button>
    </div>
  );
}
