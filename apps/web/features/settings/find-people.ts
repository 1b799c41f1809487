import { roleSchema, type User } from "@hiroba/protocol";
import { compareNames, rankNames } from "@/lib/names";

/** Those whose name or username contains what was typed: open accounts first, then by role and name. */
export function findPeople(users: readonly User[], typed: string): User[] {
  return users
    .filter(({ name, username }) => rankNames(typed, [name, username]) !== null)
    .sort(
      (left, right) =>
        Number(left.deactivated) - Number(right.deactivated) ||
        rank(left) - rank(right) ||
        compareNames(left.name, right.name),
    );
}

function rank({ role }: User): number {
  return roleSchema.options.indexOf(role);
}
