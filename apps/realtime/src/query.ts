import pg from "pg";

/**
 * One SQL statement with parameters, answering its rows: inside a write's transaction or out of it alike, with times as the
 * protocol writes them. With a name it is planned once for each connection; it must name its columns then, since a plan does
 * not survive a change of `*`.
 */
export type Query = <Row extends object>(text: string, values?: unknown[], name?: string) => Promise<Row[]>;

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
  return async <Row extends object>(text: string, values: unknown[] = [], name?: string) =>
    (await source.query(name === undefined ? { text, values, types } : { text, values, types, name })).rows as Row[];
}

/** What an array of ids, numbers or truths is in PostgreSQL's own writing: pg would look for what to escape in each. */
export function toArray(values: readonly (string | number | boolean | null)[]): string {
  return `{${values.map((value) => value ?? "NULL").join(",")}}`;
}
