"use client";
import { useEffect, useState } from "react";
import { Button } from "./button";

const PATIENCE_MS = 5_000;

type ConfirmButtonProps = {
  /** The verb, and the verb with what makes one think again. */
  label: string;
  question: string;
  /** Says what it is about to those who do not see the row it stands in. */
  about: string;
  disabled?: boolean;
  /** How it looks before it asks. */
  look?: "plain" | "quiet";
  onConfirm: () => void;
};

/** A button for what cannot be undone but is small: it asks in its own place, and forgets when nobody answers. */
export function ConfirmButton(props: ConfirmButtonProps) {
  const { label, question, about, disabled = false, look = "plain", onConfirm } = props;
  const [asking, setAsking] = useState(false);
  useEffect(() => {
    if (!asking) return;
    const timer = setTimeout(() => setAsking(false), PATIENCE_MS);
    return () => clearTimeout(timer);
  }, [asking]);
  const handleClick = () => {
    setAsking(!asking);
    if (asking) onConfirm();
  };
  return (
    <>
      <Button
        look={asking ? "danger" : look}
        disabled={disabled}
        aria-label={`${asking ? question : label}: ${about}`}
        onClick={handleClick}
        onBlur={() => setAsking(false)}
      >
        {asking ? question : label}
      </Button>
      <span role="status" className="sr-only">
        {asking ? question : ""}
      </span>
    </>
  );
}
