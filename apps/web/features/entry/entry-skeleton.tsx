import { useTranslations } from "next-intl";
import { Skeleton } from "@/ui/skeleton";

/** A form's place while the server is asked which one it will be. */
export function EntrySkeleton({ fields }: { fields: number }) {
  const t = useTranslations("entry");
  return (
    <div className="grid gap-5" role="status" aria-label={t("checking")}>
      {Array.from({ length: fields }, (_, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: they are all the same.
        <div key={index} className="grid gap-1.5">
          <Skeleton className="h-5 w-28" />
          <Skeleton className="h-10 touch:h-11" />
        </div>
      ))}
      <Skeleton className="h-10 touch:h-11" />
    </div>
  );
}
