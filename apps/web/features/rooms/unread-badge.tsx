import { callsMe, type RoomEntry, type Unread } from "@hiroba/protocol";
import { useTranslations } from "next-intl";
import { Badge } from "@/ui/badge";

/** How much of a room calls me: my mentions, else what is unread. Nothing where nothing does. */
export function UnreadBadge({ entry, counts }: { entry: RoomEntry; counts: Unread }) {
  const t = useTranslations("rooms");
  const { unread, mentions } = counts;
  if (mentions > 0) return <Badge count={mentions} loud label={t("mentions", { count: mentions })} />;
  return callsMe(entry, counts) && <Badge count={unread} label={t("unreadCount", { count: unread })} />;
}
