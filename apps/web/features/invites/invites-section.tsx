"use client";
import { useTranslations } from "next-intl";
import { SectionHeading } from "@/features/settings/section-heading";
import { InvitePanel } from "./invite-panel";

/** Invites among the settings. */
export function InvitesSection() {
  const t = useTranslations("invites");
  const settings = useTranslations("settings");
  return (
    <>
      <SectionHeading title={settings("sections.invites")}>{t("text")}</SectionHeading>
      <InvitePanel />
    </>
  );
}
