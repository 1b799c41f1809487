import { readdirSync } from "node:fs";
import path from "node:path";
import { sectionIds } from "../../features/settings/sections";

/** Every page of the web app by its route, each of the settings as one of its own. */
export const routes: string[] = listRoutes();

/** A route as an address. */
export function toAddress(route: string, { roomId, code = "x" }: { roomId: string; code?: string }): string {
  return route.replace("[roomId]", roomId).replace("[code]", code);
}

/** The route of an address; undefined for one that no page has. */
export function toRoute(address: string): string | undefined {
  const { pathname } = new URL(address, "http://localhost");
  const isOf = (route: string) => new RegExp(`^${route.replace(/\[\w+\]/gu, "[^/]+")}$`, "u").test(pathname);
  return routes.find((route) => route === pathname) ?? routes.find(isOf);
}

function listRoutes(): string[] {
  const files = readdirSync(path.join(import.meta.dirname, "../../app"), { recursive: true }) as string[];
  return files
    .filter((file) => path.basename(file) === "page.tsx")
    .map((file) => `/${path.dirname(file)}`.replace(/\/\([^)]+\)/gu, "").replace(/^\/\.?$|^$/u, "/"))
    .flatMap((route) => {
      const optional = "/[[...section]]";
      if (!route.endsWith(optional)) return [route];
      const base = route.slice(0, -optional.length);
      return [base, ...sectionIds.map((id) => `${base}/${id}`)];
    })
    .sort();
}
