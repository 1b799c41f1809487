import { SectionSkeleton } from "./section-skeleton";
import { SettingsBar } from "./settings-bar";

/** The settings while their script is on its way: what stands in the same place then, and the way back. */
export function SettingsSkeleton() {
  return (
    <div className="flex h-(--app-height) overflow-hidden px-safe max-mid:flex-col">
      <div className="shrink-0 bg-sunken mid:w-[260px]">
        <SettingsBar />
      </div>
      <main className="min-w-0 flex-1 bg-surface max-mid:bg-sunken">
        <div className="mx-auto grid max-w-[42rem] grid-cols-[minmax(0,1fr)] gap-6 px-4 pt-2 mid:px-8 mid:pt-10">
          <SectionSkeleton />
        </div>
      </main>
    </div>
  );
}
