// Draws the icons of the installed app from app/icon.svg: `pnpm icons`. Their files are committed.
import { readFile } from "node:fs/promises";
import path from "node:path";
import sharp from "sharp";

const web = path.resolve(import.meta.dirname, "..");
const icon = await readFile(path.join(web, "app/icon.svg"), "utf8");

/** Without round corners, and smaller by a fifth: systems cut masked icons to their own shape. */
const fullBleed = icon
  .replace(/rx="\d+"/, "")
  .replace('<g fill="#fff">', '<g fill="#fff" transform="translate(3.2 3.2) scale(.8)">');

await draw(icon, 192, "public/icons/192.png");
await draw(icon, 512, "public/icons/512.png");
await draw(fullBleed, 512, "public/icons/maskable.png");
await draw(fullBleed, 180, "app/apple-icon.png");

/** @param {string} svg @param {number} size @param {string} file */
async function draw(svg, size, file) {
  await sharp(Buffer.from(svg), { density: (72 * size) / 32 })
    .resize(size, size)
    .png({ compressionLevel: 9, palette: true })
    .toFile(path.join(web, file));
}
