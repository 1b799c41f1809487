/** Times as people read them. Without a script nobody tells where a person is, so they are the server's own. */
export type Clock = {
  /** `14:03` */
  time(at: string): string;
  /** `Sunday, 22 November 2026` */
  day(at: string): string;
};

/** The name of the server's time zone, such as `Asia/Tokyo`. */
export const timeZone = new Intl.DateTimeFormat().resolvedOptions().timeZone;

export const clocks = { en: createClock("en-GB"), ja: createClock("ja-JP") };

function createClock(locale: string): Clock {
  const time = new Intl.DateTimeFormat(locale, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  const day = new Intl.DateTimeFormat(locale, { weekday: "long", day: "numeric", month: "long", year: "numeric" });
  return { time: (at) => time.format(new Date(at)), day: (at) => day.format(new Date(at)) };
}
