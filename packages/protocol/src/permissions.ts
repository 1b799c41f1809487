import { z } from "zod";

/** What a person is in the workspace, from most to least. */
export const roleSchema = z.enum(["owner", "admin", "member", "guest"]);
export type Role = z.infer<typeof roleSchema>;

/** Who asks: the role in the workspace, and in the room in question (null when not in it, or none is in question). */
export type Actor = { role: Role; roomRole: "admin" | "member" | null };

const staff: readonly Role[] = ["owner", "admin"];
const full: readonly Role[] = ["owner", "admin", "member"];

const isStaff = ({ role }: Actor) => staff.includes(role);
const isFull = ({ role }: Actor) => full.includes(role);
const isIn = ({ roomRole }: Actor) => roomRole !== null;
const runsRoom = (actor: Actor) => isIn(actor) && (isStaff(actor) || actor.roomRole === "admin");

/**
 * The whole table of rights: may this actor do this? The server enforces it; the web app hides what it refuses.
 * Own things (my message, my profile) are a matter of authorship, not of this table. To be in a room is needed for
 * everything inside it, staff included: running a workspace is no licence to read private rooms.
 */
export const permissions = {
  "workspace.update": isStaff,
  "user.setRole": isStaff,
  "user.setDeactivated": isStaff,
  "invite.create": isStaff,
  "invite.list": isStaff,
  "invite.revoke": isStaff,
  "room.create": isFull,
  "room.browse": isFull,
  "room.join": isFull,
  "room.read": isIn,
  "room.update": runsRoom,
  "room.archive": runsRoom,
  "member.add": (actor) => isIn(actor) && isFull(actor),
  "member.remove": runsRoom,
  "member.setRole": runsRoom,
  "message.send": isIn,
  "message.mentionRoom": (actor) => isIn(actor) && isFull(actor),
  "message.deleteAny": runsRoom,
  "token.create": isFull,
} as const satisfies Record<string, (actor: Actor) => boolean>;
export type Permission = keyof typeof permissions;

/** Whether the table allows it. */
export function can(actor: Actor, permission: Permission): boolean {
  return permissions[permission](actor);
}

/**
 * Whether one may change another's role or close their account: only those below oneself, never oneself, and only to a
 * role below one's own; an owner may also name further owners.
 */
export function canGovern(actor: Role, target: Role, next: Role = target): boolean {
  if (actor === "owner") return target !== "owner";
  const rank = (role: Role) => roleSchema.options.indexOf(role);
  return staff.includes(actor) && rank(actor) < rank(target) && rank(actor) < rank(next);
}
