/** The settings, by section: the part of the address after `/settings/`. */
export function SettingsScreen({ section }: { section: string }) {
  return <main>{section}</main>;
}
