import { NextIntlClientProvider } from "next-intl";
import { renderToStaticMarkup } from "react-dom/server";
import { afterEach, expect, test, vi } from "vitest";
import en from "../messages/en.json";
import { useDayName } from "./use-day-name";

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllEnvs();
});

test.each([
  ["on a day of 25 hours", "2026-11-01T23:30:00-05:00", "2026-10-31T12:00:00-04:00"],
  ["after a day of 23 hours", "2026-03-09T00:30:00-04:00", "2026-03-08T12:00:00-04:00"],
])("%s the day before is yesterday", (_when, now, at) => {
  expect(nameDay(now, at)).toBe("Yesterday");
});

test("after a day of 23 hours the day before that is not", () => {
  expect(nameDay("2026-03-09T00:30:00-04:00", "2026-03-07T23:45:00-05:00")).toBe("Saturday, March 7");
});

/** How a day is called in New York, where clocks were changed on 8 March and 1 November 2026. */
function nameDay(now: string, at: string): string {
  vi.stubEnv("TZ", "America/New_York");
  vi.useFakeTimers({ now: new Date(now), toFake: ["Date"] });
  return renderToStaticMarkup(
    <NextIntlClientProvider locale="en" messages={en} timeZone="America/New_York">
      <DayName at={at} />
    </NextIntlClientProvider>,
  );
}

function DayName({ at }: { at: string }) {
  return useDayName()(at);
}
