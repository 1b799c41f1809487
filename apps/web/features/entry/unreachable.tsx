import type { Failure } from "@hiroba/protocol";
import { useTranslations } from "next-intl";
import { Button } from "@/ui/button";
import { FailureNote } from "./failure-note";

/** In a form's place when the server did not say which one it is. */
export function Unreachable({ failure, onRetry }: { failure: Failure; onRetry: () => void }) {
  const t = useTranslations("ui");
  return (
    <div className="grid gap-4">
      <FailureNote failure={failure} />
      <Button look="primary" onClick={onRetry}>
        {t("retry")}
      </Button>
    </div>
  );
}
