"use client";
import type { Member, User } from "@hiroba/protocol";
import { Ellipsis, ShieldCheck, ShieldMinus, UserMinus } from "lucide-react";
import { useTranslations } from "next-intl";
import { useCan, usePresence, useUser, useUserId } from "@/store/hooks";
import { runCommand } from "@/store/run-command";
import { showToast } from "@/store/toasts";
import { openOverlay } from "@/store/ui";
import { Avatar } from "@/ui/avatar";
import { IconButton } from "@/ui/icon-button";
import { Menu, MenuItem } from "@/ui/menu";

/** A person in a room, with what can be done about them. */
export function MemberRow({ roomId, member }: { roomId: string; member: Member }) {
  const people = useTranslations("people");
  const user = useUser(member.userId);
  const me = useUserId();
  const presence = usePresence(member.userId);
  if (!user) return null;
  return (
    <li className="group/member flex items-center gap-1 rounded-md pr-1 hover:bg-hover">
      <button
        type="button"
        onClick={() => openOverlay({ name: "profile", userId: user.id })}
        className="flex min-h-11 min-w-0 flex-1 items-center gap-2.5 rounded-md px-2 text-left"
      >
        <Avatar id={user.id} name={user.name} presence={presence} />
        <span className="grid min-w-0 flex-1 leading-tight">
          <span className="truncate text-sm">
            {user.name}
            {user.id === me && <span className="text-ink-soft"> {people("you")}</span>}
          </span>
          <span className="truncate text-ink-soft text-xs">@{user.username}</span>
        </span>
        <span className="sr-only">{people(`presence.${presence}`)}</span>
        <RoleTag member={member} user={user} />
      </button>
      {user.id !== me && <MemberMenu roomId={roomId} member={member} user={user} />}
    </li>
  );
}

function RoleTag({ member, user }: { member: Member; user: User }) {
  const t = useTranslations("people");
  const text = user.role !== "member" ? t(`roles.${user.role}`) : member.role === "admin" ? t("roomAdmin") : null;
  return text && <span className="shrink-0 text-ink-soft text-xs">{text}</span>;
}

function MemberMenu({ roomId, member, user }: { roomId: string; member: Member; user: User }) {
  const t = useTranslations("rooms");
  const ui = useTranslations("ui");
  const canSetRole = useCan("member.setRole", roomId);
  const canRemove = useCan("member.remove", roomId);
  const input = { roomId, userId: member.userId };
  const remove = async () => {
    const result = await runCommand("member.remove", input);
    const undo = { label: ui("undo"), run: () => void runCommand("member.add", input) };
    if (result.ok) showToast({ text: t("removedToast", { name: user.name }), action: undo });
  };
  if (!canSetRole && !canRemove) return null;
  return (
    <Menu
      align="end"
      trigger={<IconButton icon={Ellipsis} label={t("memberActions", { name: user.name })} size="small" />}
    >
      {canSetRole && member.role === "member" && (
        <MenuItem icon={ShieldCheck} onSelect={() => void runCommand("member.setRole", { ...input, role: "admin" })}>
          {t("makeAdmin")}
        </MenuItem>
      )}
      {canSetRole && member.role === "admin" && (
        <MenuItem icon={ShieldMinus} onSelect={() => void runCommand("member.setRole", { ...input, role: "member" })}>
          {t("makeMember")}
        </MenuItem>
      )}
      {canRemove && (
        <MenuItem icon={UserMinus} danger onSelect={() => void remove()}>
          {t("removeMember")}
        </MenuItem>
      )}
    </Menu>
  );
}
