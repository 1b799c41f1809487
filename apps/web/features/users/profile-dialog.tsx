"use client";
import { AtSign } from "lucide-react";
import { useTranslations } from "next-intl";
import { writeInComposer } from "@/features/messages/focus-composer";
import { toPlace } from "@/lib/place";
import { usePresence, useUser, useUserId } from "@/store/hooks";
import { closeOverlay } from "@/store/ui";
import { Avatar } from "@/ui/avatar";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";

/** Who somebody is, and the way to call them. */
export function ProfileDialog({ userId }: { userId: string }) {
  const t = useTranslations("people");
  const user = useUser(userId);
  const presence = usePresence(userId);
  const me = useUserId();
  const { roomId } = toPlace(window.location.pathname);
  if (!user) return null;
  const mention = () => {
    closeOverlay();
    writeInComposer(`@${user.username} `);
  };
  return (
    <Dialog open title={user.name} onClose={closeOverlay}>
      <div className="flex items-center gap-4 pb-5">
        <Avatar id={user.id} name={user.name} size="large" presence={presence} />
        <dl className="grid gap-0.5 text-sm">
          <dt className="sr-only">{t("username")}</dt>
          <dd>@{user.username}</dd>
          <dt className="sr-only">{t("role")}</dt>
          <dd className="text-ink-soft">{t(`roles.${user.role}`)}</dd>
          <dt className="sr-only">{t("presenceLabel")}</dt>
          <dd className="text-ink-soft">{user.deactivated ? t("deactivated") : t(`presence.${presence}`)}</dd>
        </dl>
      </div>
      {roomId && user.id !== me && !user.deactivated && (
        <Button className="mb-5 w-full" onClick={mention}>
          <AtSign aria-hidden size={16} />
          {t("mention")}
        </Button>
      )}
    </Dialog>
  );
}
