import { useFormatter, useTranslations } from "next-intl";
import { useNameInText } from "@/features/users/use-name-in-text";
import { useStore } from "@/store/store";

const SHOWN = 3;

/** Who is typing. Its line is always there, so that nothing moves when somebody begins. */
export function TypingLine({ roomId }: { roomId: string }) {
  const t = useTranslations("messages");
  const format = useFormatter();
  const typing = useStore(({ view }) => view?.typing[roomId]);
  const users = useStore(({ view }) => view?.state?.users);
  const nameInText = useNameInText();
  const names = Object.keys(typing ?? {}).flatMap((id) => nameInText(users?.[id]) ?? []);
  return (
    <p aria-hidden className="mx-auto h-5 w-full max-w-[46rem] truncate px-4 text-ink-soft text-xs">
      {names.length > SHOWN && t("manyTyping")}
      {names.length > 0 && names.length <= SHOWN && t("typing", { names: format.list(names), count: names.length })}
    </p>
  );
}
