import type { Failure } from "@hiroba/protocol";
import type { ReactNode } from "react";
import { useFailureText } from "@/lib/use-failure-text";

/** Says why a form was refused, above its button. */
export function FailureNote({ failure, children }: { failure: Failure | null; children?: ReactNode }) {
  const toText = useFailureText();
  if (!failure) return null;
  return (
    <div role="alert" className="phrased grid gap-1 rounded-md bg-bad-soft px-3 py-2 text-bad text-sm">
      <p>{toText(failure)}</p>
      {children}
    </div>
  );
}
