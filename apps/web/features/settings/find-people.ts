import { roleSchema, type User } from "@hiroba/protocol";

/** Those whose name or username contains what was typed: open accounts first, then by role and name. */
export function findPeople(users: readonly User[], typed: string): User[] {
  const wanted = fold(typed.trim());
  return users
    .filter((user) => fold(user.name).includes(wanted) || fold(user.username).includes(wanted))
    .sort(
      (left, right) =>
        Number(left.deactivated) - Number(right.deactivated) ||
        rank(left) - rank(right) ||
        left.name.localeCompare(right.name),
    );
}

function rank({ role }: User): number {
  return roleSchema.options.indexOf(role);
}

function fold(text: string): string {
  return text.normalize("NFKC").toLowerCase();
}
