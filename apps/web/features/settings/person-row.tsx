"use client";
import { canGovern, type Role, roleSchema, type User } from "@hiroba/protocol";
import { Ellipsis, UserCheck, UserX } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { classes } from "@/lib/classes";
import { usePresence } from "@/store/hooks";
import { runCommand } from "@/store/run-command";
import { showToast } from "@/store/toasts";
import { Avatar } from "@/ui/avatar";
import { IconButton } from "@/ui/icon-button";
import { Menu, MenuItem } from "@/ui/menu";
import { Select } from "@/ui/select";
import { CloseAccountDialog } from "./close-account-dialog";
import { MakeOwnerDialog } from "./make-owner-dialog";

/** A person, with what I may do about them. */
export function PersonRow({ me, user }: { me: User; user: User }) {
  const people = useTranslations("people");
  const presence = usePresence(user.id);
  return (
    <li className="flex min-h-14 flex-wrap items-center gap-x-3">
      <Avatar id={user.id} name={user.name} presence={presence} className={classes(user.deactivated && "opacity-50")} />
      <div className="min-w-24 flex-1">
        <p className="truncate font-medium">
          {user.name} {user.id === me.id && <span className="font-normal text-ink-soft">{people("you")}</span>}
        </p>
        <p className="truncate text-ink-soft text-sm">@{user.username}</p>
      </div>
      {/* On the narrowest phones these go below, rather than leave three letters of a name. */}
      <div className="ml-auto flex items-center gap-3">
        <RoleOf me={me} user={user} />
        <AccountMenu me={me} user={user} />
      </div>
    </li>
  );
}

function RoleOf({ me, user }: { me: User; user: User }) {
  const t = useTranslations("settings.people");
  const people = useTranslations("people");
  const [asked, setAsked] = useState<Role | null>(null);
  const [askingOwner, setAskingOwner] = useState(false);
  const open = roleSchema.options.filter((role) => role === user.role || canGovern(me.role, user.role, role));
  if (user.deactivated) return <span className="text-ink-soft text-sm">{t("closed")}</span>;
  if (user.id === me.id || open.length === 1) {
    return <span className="text-ink-soft text-sm">{people(`roles.${user.role}`)}</span>;
  }
  const setRole = async (role: Role) => {
    setAsked(role);
    await runCommand("user.setRole", { userId: user.id, role });
    setAsked(null);
  };
  return (
    <>
      <Select
        label={t("role", { name: user.name })}
        labelHidden
        value={asked ?? user.role}
        onChange={(role) => (role === "owner" ? setAskingOwner(true) : void setRole(role))}
        options={open.map((role) => ({ value: role, label: people(`roles.${role}`) }))}
        className="w-32 shrink-0 mid:w-36"
      />
      {askingOwner && (
        <MakeOwnerDialog
          user={user}
          onClose={() => setAskingOwner(false)}
          onConfirm={() => {
            setAskingOwner(false);
            void setRole("owner");
          }}
        />
      )}
    </>
  );
}

function AccountMenu({ me, user }: { me: User; user: User }) {
  const t = useTranslations("settings.people");
  const [closing, setClosing] = useState(false);
  if (user.id === me.id || !canGovern(me.role, user.role)) return <span className="size-9 shrink-0 touch:size-11" />;
  const reopen = async () => {
    const result = await runCommand("user.setDeactivated", { userId: user.id, deactivated: false });
    if (result.ok) showToast({ text: t("openedToast", { name: user.name }) });
  };
  return (
    <>
      <Menu align="end" trigger={<IconButton icon={Ellipsis} label={t("actions", { name: user.name })} />}>
        {user.deactivated ? (
          <MenuItem icon={UserCheck} onSelect={() => void reopen()}>
            {t("open")}
          </MenuItem>
        ) : (
          <MenuItem icon={UserX} danger onSelect={() => setClosing(true)}>
            {t("close")}
          </MenuItem>
        )}
      </Menu>
      {closing && <CloseAccountDialog user={user} onClose={() => setClosing(false)} />}
    </>
  );
}
