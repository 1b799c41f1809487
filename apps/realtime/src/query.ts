import pg from "pg";

/**
 * One SQL statement with parameters, answering its rows: inside a write's transaction or out of it alike, with times as the
 * protocol writes them. It is planned once for each connection, which took as long as most statements themselves. So it
 * names the columns that it answers, since a plan does not survive a change of `*`, and nobody's words are in its text.
 */
export type Query = <Row extends object>(text: string, values?: unknown[]) => Promise<Row[]>;

type Statement = { text: string; values: unknown[]; types: pg.CustomTypesConfig; name?: string };
type Queryable = { query(statement: Statement): Promise<{ rows: unknown[] }> };

const { TIMESTAMPTZ } = pg.types.builtins;

/** Of a page of history, making dates of its times and texts of the dates took a tenth of the node's time. */
const types: pg.CustomTypesConfig = {
  getTypeParser: (oid, format) =>
    (oid as number) === TIMESTAMPTZ && format !== "binary" ? toTime : pg.types.getTypeParser(oid, format as "text"),
};

/** In UTC to the millisecond, as our tables have it: `2026-11-27 06:00:00.12+00`; trailing zeros are left out. */
const OURS = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d{1,3})?\+00$/u;

/** What PostgreSQL writes for a time, in ISO 8601: `2026-11-27T06:00:00.120Z`. */
export function toTime(text: string): string {
  if (!OURS.test(text)) return (pg.types.getTypeParser(TIMESTAMPTZ)(text) as Date).toISOString();
  const thousandths = text.slice(20, -3).padEnd(3, "0");
  return `${text.slice(0, 10)}T${text.slice(11, 19)}.${thousandths}Z`;
}

/** Queries on a pool, or on a client within a transaction. */
export function toQuery(source: Queryable): Query {
  // The caller names the row type that its statement selects.
  return async <Row extends object>(text: string, values: unknown[] = []) =>
    // Without parameters there is no plan to speak of, and a name would cost more messages.
    (await source.query({ text, values, types, ...(values.length > 0 && { name: toName(text) }) })).rows as Row[];
}

const names = new Map<string, string>();

/** The name of a text for as long as the process lasts, by which a connection knows what it has planned. */
function toName(text: string): string {
  const name = names.get(text) ?? `statement-${names.size + 1}`;
  names.set(text, name);
  return name;
}

/** What an array of ids, numbers or truths is in PostgreSQL's own writing: pg would look for what to escape in each. */
export function toArray(values: readonly (string | number | boolean | null)[]): string {
  return `{${values.map((value) => value ?? "NULL").join(",")}}`;
}
