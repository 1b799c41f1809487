import { describe, expect, it } from "vitest";
import { type Actor, can, canGovern, type Permission, permissions, type Role, roleSchema } from "./permissions.ts";

const roles = roleSchema.options;
const roomRoles: Actor["roomRole"][] = [null, "member", "admin"];

/** Who may do it: each role of the workspace with what it needs to be in the room. */
function describeRight(permission: Permission): string {
  const lines = roles.flatMap((role) => {
    const allowed = roomRoles.filter((roomRole) => can({ role, roomRole }, permission));
    if (allowed.length === 0) return [];
    return allowed.length === roomRoles.length
      ? [role]
      : [`${role} (${allowed.map((it) => it ?? "outside").join(", ")})`];
  });
  return lines.join("; ");
}

describe("the table of rights", () => {
  it("says who may do what, and a change of it is a decision", () => {
    const table = Object.keys(permissions).map((name) => [name, describeRight(name as Permission)]);
    expect(Object.fromEntries(table)).toMatchInlineSnapshot(`
      {
        "invite.create": "owner; admin",
        "invite.list": "owner; admin",
        "invite.revoke": "owner; admin",
        "member.add": "owner (member, admin); admin (member, admin); member (member, admin)",
        "member.remove": "owner (member, admin); admin (member, admin); member (admin); guest (admin)",
        "member.setRole": "owner (member, admin); admin (member, admin); member (admin); guest (admin)",
        "message.deleteAny": "owner (member, admin); admin (member, admin); member (admin); guest (admin)",
        "message.mentionRoom": "owner (member, admin); admin (member, admin); member (member, admin)",
        "message.send": "owner (member, admin); admin (member, admin); member (member, admin); guest (member, admin)",
        "room.archive": "owner (member, admin); admin (member, admin); member (admin); guest (admin)",
        "room.browse": "owner; admin; member",
        "room.create": "owner; admin; member",
        "room.join": "owner; admin; member",
        "room.read": "owner (member, admin); admin (member, admin); member (member, admin); guest (member, admin)",
        "room.update": "owner (member, admin); admin (member, admin); member (admin); guest (admin)",
        "token.create": "owner; admin; member",
        "user.setDeactivated": "owner; admin",
        "user.setRole": "owner; admin",
        "workspace.update": "owner; admin",
      }
    `);
  });

  it("gives nobody more for being less in the workspace", () => {
    for (const permission of Object.keys(permissions) as Permission[]) {
      for (const roomRole of roomRoles) {
        const allowed = roles.map((role) => can({ role, roomRole }, permission));
        expect(allowed).toEqual([...allowed].sort((left, right) => Number(right) - Number(left)));
      }
    }
  });

  it("opens nothing inside a room to somebody outside it, the owner included", () => {
    const inside = Object.keys(permissions).filter((name) =>
      /^(message|member)\.|^room\.(read|update|archive)$/.test(name),
    );
    expect(inside.length).toBeGreaterThan(5);
    for (const name of inside) expect(can({ role: "owner", roomRole: null }, name as Permission)).toBe(false);
  });
});

describe("governing others", () => {
  const governs = (actor: Role, target: Role) => roles.filter((next) => canGovern(actor, target, next));

  it("reaches only those below oneself, and no further up than below oneself", () => {
    const table = roles.flatMap((actor) => roles.map((target) => [`${actor} → ${target}`, governs(actor, target)]));
    expect(Object.fromEntries(table)).toEqual({
      "owner → owner": [],
      "owner → admin": ["owner", "admin", "member", "guest"],
      "owner → member": ["owner", "admin", "member", "guest"],
      "owner → guest": ["owner", "admin", "member", "guest"],
      "admin → owner": [],
      "admin → admin": [],
      "admin → member": ["member", "guest"],
      "admin → guest": ["member", "guest"],
      "member → owner": [],
      "member → admin": [],
      "member → member": [],
      "member → guest": [],
      "guest → owner": [],
      "guest → admin": [],
      "guest → member": [],
      "guest → guest": [],
    });
  });
});
