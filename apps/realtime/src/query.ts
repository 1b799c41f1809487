/**
 * One SQL statement with parameters, answering its rows: inside a write's transaction or out of it alike. With a name it
 * is planned once for each connection; it must name its columns then, since a plan does not survive a change of `*`.
 */
export type Query = <Row extends object>(text: string, values?: unknown[], name?: string) => Promise<Row[]>;

type Statement = { text: string; values: unknown[]; name?: string };
type Queryable = { query(statement: Statement): Promise<{ rows: unknown[] }> };

/** Queries on a pool, or on a client within a transaction. */
export function toQuery(source: Queryable): Query {
  // The caller names the row type that its statement selects.
  return async <Row extends object>(text: string, values: unknown[] = [], name?: string) =>
    (await source.query(name === undefined ? { text, values } : { text, values, name })).rows as Row[];
}

/** What an array of ids, numbers or truths is in PostgreSQL's own writing: pg would look for what to escape in each. */
export function toArray(values: readonly (string | number | boolean | null)[]): string {
  return `{${values.map((value) => value ?? "NULL").join(",")}}`;
}
