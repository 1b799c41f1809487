/** One SQL statement with parameters, answering its rows: inside a write's transaction or out of it alike. */
export type Query = <Row extends object>(text: string, values?: unknown[]) => Promise<Row[]>;

type Queryable = { query(text: string, values: unknown[]): Promise<{ rows: unknown[] }> };

/** Queries on a pool, or on a client within a transaction. */
export function toQuery(source: Queryable): Query {
  // The caller names the row type that its statement selects.
  return async <Row extends object>(text: string, values: unknown[] = []) =>
    (await source.query(text, values)).rows as Row[];
}
