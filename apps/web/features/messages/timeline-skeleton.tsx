import { useTranslations } from "next-intl";
import { Button } from "@/ui/button";
import { LostDrawing } from "@/ui/drawings";
import { EmptyState } from "@/ui/empty-state";
import { Skeleton } from "@/ui/skeleton";

type TimelineSkeletonProps = { failed: boolean; onRetry: () => void };

/** Stands where a room's messages will be, or says why they are not there. */
export function TimelineSkeleton({ failed, onRetry }: TimelineSkeletonProps) {
  const t = useTranslations("messages");
  const ui = useTranslations("ui");
  return (
    <div className="flex min-h-0 flex-1 flex-col justify-end overflow-hidden">
      {failed ? (
        <div className="m-auto">
          <EmptyState
            drawing={<LostDrawing />}
            title={t("notLoaded")}
            action={<Button onClick={onRetry}>{ui("retry")}</Button>}
          >
            {t("notLoadedHint")}
          </EmptyState>
        </div>
      ) : (
        <div className="mx-auto w-full max-w-[46rem]">
          <MessageSkeletons count={6} />
        </div>
      )}
    </div>
  );
}

const widths = ["w-3/4", "w-1/2", "w-5/6", "w-2/5", "w-2/3", "w-3/5"];

export function MessageSkeletons({ count }: { count: number }) {
  return (
    <div aria-hidden>
      {widths.slice(0, count).map((width) => (
        <div key={width} className="flex gap-3 px-4 py-3">
          <Skeleton className="size-9 shrink-0 rounded-md" />
          <div className="flex-1 space-y-2 pt-1">
            <Skeleton className="h-3 w-28" />
            <Skeleton className={`h-3 ${width}`} />
          </div>
        </div>
      ))}
    </div>
  );
}
