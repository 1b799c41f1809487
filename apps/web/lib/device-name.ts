const browsers: readonly [pattern: RegExp, name: string][] = [
  [/Edg(?:e|A|iOS)?\//u, "Edge"],
  [/OPR\/|Opera/u, "Opera"],
  [/SamsungBrowser\//u, "Samsung Internet"],
  [/Vivaldi\//u, "Vivaldi"],
  [/Firefox\/|FxiOS\//u, "Firefox"],
  [/Chrome\/|CriOS\//u, "Chrome"],
  [/Safari\//u, "Safari"],
];

const systems: readonly [pattern: RegExp, name: string, isPhone: boolean][] = [
  [/iPhone/u, "iPhone", true],
  [/iPad/u, "iPad", true],
  [/Android/u, "Android", true],
  [/Windows/u, "Windows", false],
  [/CrOS/u, "ChromeOS", false],
  [/Mac OS X|Macintosh/u, "Mac", false],
  [/Linux|X11/u, "Linux", false],
];

export type DeviceName = { browser: string | null; system: string | null; isPhone: boolean };

/** What a browser says it is, as far as a person would recognise their device by it. */
export function toDeviceName(userAgent: string): DeviceName {
  const [, browser = null] = browsers.find(([pattern]) => pattern.test(userAgent)) ?? [];
  const [, system = null, isPhone = false] = systems.find(([pattern]) => pattern.test(userAgent)) ?? [];
  return { browser, system, isPhone };
}
