import { assertNever } from "@hiroba/protocol";
import { DevicesSection } from "@/features/devices/devices-section";
import { InvitesSection } from "@/features/invites/invites-section";
import { AppearanceSection } from "./appearance-section";
import { PasswordSection } from "./password-section";
import { PeopleSection } from "./people-section";
import { ProfileSection } from "./profile-section";
import type { SectionId } from "./sections";
import { TokensSection } from "./tokens-section";
import { WorkspaceSection } from "./workspace-section";

/** One of the settings. */
export function SectionView({ id }: { id: SectionId }) {
  switch (id) {
    case "profile":
      return <ProfileSection />;
    case "appearance":
      return <AppearanceSection />;
    case "devices":
      return <DevicesSection />;
    case "password":
      return <PasswordSection />;
    case "tokens":
      return <TokensSection />;
    case "invites":
      return <InvitesSection />;
    case "people":
      return <PeopleSection />;
    case "workspace":
      return <WorkspaceSection />;
    default:
      return assertNever(id);
  }
}
