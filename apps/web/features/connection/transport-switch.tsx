import { type TransportChoice, transportNames } from "@hiroba/client";
import { useTranslations } from "next-intl";
import { keepTransportChoice } from "@/lib/transport-choice";
import { getClient } from "@/store/client";
import { Choice } from "@/ui/choice";

const choices: readonly TransportChoice[] = ["auto", ...transportNames];

/** Forces a transport on this device, now and on later visits, or leaves it to the ladder. */
export function TransportSwitch({ choice }: { choice: TransportChoice }) {
  const t = useTranslations("connection.panel");
  const handleChange = (next: TransportChoice) => {
    keepTransportChoice(next);
    getClient().setTransport(next);
  };
  return (
    <Choice
      label={t("choice")}
      value={choice}
      onChange={handleChange}
      options={choices.map((value) => ({ value, label: t(`transports.${value}`), hint: t(`hints.${value}`) }))}
    />
  );
}
