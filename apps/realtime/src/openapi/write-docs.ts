import { writeFileSync } from "node:fs";
import { toMarkdown } from "./markdown.ts";
import { readRemarks } from "./remarks.ts";

writeFileSync(new URL("../../../../docs/protocol.md", import.meta.url), toMarkdown(readRemarks()));
