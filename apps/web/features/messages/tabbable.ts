import { createContext, useContext } from "react";

/** Whether Tab comes to what stands in here: of a timeline's messages, to one alone. */
export const TabbableContext = createContext(true);

/** The `tabIndex` of what can be acted on inside a message: none of its own, or out of reach for Tab. */
export function useInnerTabIndex(): -1 | undefined {
  return useContext(TabbableContext) ? undefined : -1;
}
