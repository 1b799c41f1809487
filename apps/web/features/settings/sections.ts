import { can, type Permission, type Role } from "@hiroba/protocol";
import {
  Fingerprint,
  KeyRound,
  Landmark,
  type LucideIcon,
  MonitorSmartphone,
  Palette,
  UserPlus,
  UserRound,
  Users,
} from "lucide-react";

/** The settings, by the last part of their address. */
export const sectionIds = [
  "profile",
  "appearance",
  "devices",
  "password",
  "tokens",
  "invites",
  "people",
  "workspace",
] as const;
export type SectionId = (typeof sectionIds)[number];

export type Section = { id: SectionId; icon: LucideIcon; group: "me" | "workspace"; permission?: Permission };

const sections: readonly Section[] = [
  { id: "profile", icon: UserRound, group: "me" },
  { id: "appearance", icon: Palette, group: "me" },
  { id: "devices", icon: MonitorSmartphone, group: "me" },
  { id: "password", icon: Fingerprint, group: "me" },
  { id: "tokens", icon: KeyRound, group: "me", permission: "token.create" },
  { id: "invites", icon: UserPlus, group: "workspace", permission: "invite.list" },
  { id: "people", icon: Users, group: "workspace", permission: "user.setRole" },
  { id: "workspace", icon: Landmark, group: "workspace", permission: "workspace.update" },
];

/** The settings that somebody of this role may see. */
export function listSections(role: Role): Section[] {
  return sections.filter(({ permission }) => !permission || can({ role, roomRole: null }, permission));
}
