import { newId } from "@hiroba/protocol";
import { type Browser, openBrowser } from "./browser.ts";

export const password = "correct horse";

/** A workspace with people who have passwords, each in a browser of their own: Aiko owns it, Ben is a member, Dee a guest. */
export type People = { aiko: Browser; ben: Browser; dee: Browser; ids: { aiko: string; ben: string; dee: string } };

/** Sets an empty server up as people do. */
export async function moveIn(url: string): Promise<People> {
  const [aiko, ben, dee] = [openBrowser(url), openBrowser(url), openBrowser(url)];
  const owner = await aiko.must("workspace.setUp", { workspaceName: "The Square", name: "Aiko", password });
  const member = await ben.must("invite.accept", {
    code: await invite(aiko, "member"),
    id: newId(),
    name: "Ben",
    password,
  });
  const guest = await dee.must("invite.accept", { code: await invite(aiko, "guest"), id: newId(), name: "Dee" });
  return { aiko, ben, dee, ids: { aiko: owner.user.id, ben: member.user.id, dee: guest.user.id } };
}

/** Makes an invite and returns its code. */
export async function invite(
  browser: Browser,
  kind: "guest" | "member",
  options: { roomIds?: string[]; maximumUses?: number } = {},
): Promise<string> {
  const { invite } = await browser.must("invite.create", { id: newId(), kind, ...options });
  return invite.path?.slice("/join/".length) ?? "";
}

/** Signs a person in to one more browser, by a link, which costs no hash. */
export async function signInElsewhere(browser: Browser, url: string, other = openBrowser(url)): Promise<Browser> {
  const { path } = await browser.must("deviceLink.create", {});
  await other.must("deviceLink.accept", { code: path.slice("/link/".length) });
  return other;
}
