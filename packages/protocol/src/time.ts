import { z } from "zod";

/** A moment as ISO 8601 in UTC with milliseconds, such as `2026-11-22T20:39:20.000Z`. For display only, never for order. */
export const timeSchema = z.iso.datetime({ precision: 3 });

/** A position in the log: a whole number from 0, safe in a JavaScript number. */
export const seqSchema = z.int().min(0);
