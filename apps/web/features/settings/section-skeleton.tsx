import { Skeleton } from "@/ui/skeleton";

/** A section's place until this device knows who it is for. */
export function SectionSkeleton() {
  return (
    <>
      <Skeleton className="h-7 w-40" />
      <Skeleton className="h-4 w-64" />
      <Skeleton className="h-10" />
      <Skeleton className="h-10" />
    </>
  );
}
