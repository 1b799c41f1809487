import pg from "pg";

/** What PostgreSQL is asked while something is done, by whatever node of this process. */
export async function watchStatements(act: () => Promise<unknown>): Promise<string[]> {
  const { query } = pg.Client.prototype;
  const asked: string[] = [];
  pg.Client.prototype.query = function (this: pg.Client, ...args: unknown[]) {
    const [statement] = args as [string | { text: string }];
    asked.push(typeof statement === "string" ? statement : statement.text);
    return Reflect.apply(query, this, args);
  } as typeof query;
  await act().finally(() => {
    pg.Client.prototype.query = query;
  });
  return asked;
}
