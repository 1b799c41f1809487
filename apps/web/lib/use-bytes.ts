import { useFormatter } from "next-intl";

const units = ["byte", "kilobyte", "megabyte", "gigabyte"] as const;

/** Says an amount of bytes in the unit that keeps it short. */
export function useBytes(): (bytes: number) => string {
  const format = useFormatter();
  return (bytes) => {
    const power = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3));
    const value = bytes / 1_000 ** power;
    return format.number(value, {
      style: "unit",
      unit: units[power],
      unitDisplay: power === 0 ? "long" : "short",
      maximumFractionDigits: power === 0 || value >= 100 ? 0 : 1,
    });
  };
}
