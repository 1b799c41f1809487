import type { Message } from "@hiroba/protocol";
import { Ellipsis, SmilePlus } from "lucide-react";
import { useTranslations } from "next-intl";
import { EmojiButton } from "@/features/emoji/emoji-button";
import { IconButton } from "@/ui/icon-button";
import { Menu, MenuItem, MenuSeparator } from "@/ui/menu";
import { useInnerTabIndex } from "./tabbable";
import { toggleReaction } from "./toggle-reaction";
import { type MessageAction, useMessageActions } from "./use-message-actions";

type ActionBarProps = {
  message: Message;
  /** Told while something hangs open from it, so that it stays although the pointer has left. */
  onMenuOpenChange: (open: boolean) => void;
};

/** What can be done with the message under the pointer, floating at its corner. */
export function ActionBar({ message, onMenuOpenChange }: ActionBarProps) {
  const t = useTranslations("messages");
  const tabIndex = useInnerTabIndex();
  const actions = useMessageActions(message);
  const direct = actions.filter(({ name }) => name === "reply" || name === "edit");
  const canReact = actions.some(({ name }) => name === "reply");
  return (
    // Of a message taller than the screen it follows what is in sight.
    <div className="pointer-events-none absolute -top-4 right-4 bottom-0 z-10">
      <div
        className="pointer-events-auto sticky top-1 flex rounded-md bg-raised p-0.5 shadow-float"
        role="toolbar"
        aria-label={t("actions.label")}
      >
        {canReact && (
          <EmojiButton
            icon={SmilePlus}
            label={t("addReaction")}
            tabIndex={tabIndex}
            size="small"
            onPick={(emoji) => toggleReaction(message, emoji)}
            onOpenChange={onMenuOpenChange}
          />
        )}
        {direct.map(({ name, icon, label, key, run }) => (
          <IconButton
            key={name}
            icon={icon}
            label={label}
            keys={key.toUpperCase()}
            size="small"
            tabIndex={tabIndex}
            onClick={run}
          />
        ))}
        <Menu
          align="end"
          onOpenChange={onMenuOpenChange}
          trigger={<IconButton icon={Ellipsis} label={t("actions.more")} size="small" tabIndex={tabIndex} />}
        >
          <ActionItems actions={actions} />
        </Menu>
      </div>
    </div>
  );
}

function ActionItems({ actions }: { actions: readonly MessageAction[] }) {
  return actions.map(({ name, icon, label, key, danger, run }) => (
    <div key={name}>
      {danger && actions.length > 1 && <MenuSeparator />}
      <MenuItem icon={icon} keys={key === "delete" ? "Del" : key.toUpperCase()} danger={danger ?? false} onSelect={run}>
        {label}
      </MenuItem>
    </div>
  ));
}
