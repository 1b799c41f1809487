import { beforeAll, expect, test } from "vitest";
import { type Cast, moveIn } from "./support/cast";
import { setStage } from "./support/stage";

const stage = setStage();
let cast: Cast;
beforeAll(async () => {
  cast = await moveIn(stage.server.url);
});

test("when what all pages stand in breaks, that is said in the reader's language and light, with a way on", async () => {
  const device = await stage.openDevice(cast.aiko, { locale: "ja-JP", colorScheme: "dark", breaks: true });
  const page = await device.newPage();
  await page.addInitScript(() => {
    if (sessionStorage.getItem("mended")) return;
    Object.defineProperty(navigator, "languages", {
      get: () => {
        throw new Error("This browser speaks no language.");
      },
    });
  });
  await page.goto("/");
  await page.getByRole("heading", { name: "問題が起きました" }).waitFor();
  expect(await page.evaluate(() => [document.documentElement.lang, document.documentElement.dataset.theme])).toEqual([
    "ja",
    "auto",
  ]);
  await page.evaluate(() => sessionStorage.setItem("mended", "yes"));
  await page.getByRole("button", { name: "もう一度試す" }).click();
  await page.getByRole("form", { name: "メッセージを書く" }).waitFor();
});
