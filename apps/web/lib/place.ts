/** Where in the app an address leads. */
export type Place = { name: "chat" | "settings"; roomId: string | null; section: string };

export function toPlace(pathname: string): Place {
  const [, first, second = ""] = pathname.split("/");
  if (first === "settings") return { name: "settings", roomId: null, section: second };
  return { name: "chat", roomId: first === "rooms" && second !== "" ? second : null, section: "" };
}
