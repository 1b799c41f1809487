import { PrismaPg } from "@prisma/adapter-pg";
import { ColumnTypeEnum } from "@prisma/driver-adapter-utils";
import pg from "pg";

// The schema engine reads columns of the internal type "char" from PostgreSQL's catalogue. The driver adapter refuses
// that type (7.10.0: "Column type 'char' could not be deserialized"), so the pool shows it as bpchar, which it takes,
// and the adapter then gives such columns the type that the engine asks for.
const charColumns = new WeakMap<object, number[]>();

/** Connections for the schema engine. */
export class EnginePool extends pg.Pool {
  override async query(...input: unknown[]) {
    const result = await (super.query as (...input: unknown[]) => Promise<pg.QueryResult>)(...input);
    const fields = result.fields ?? [];
    const indexes = [...fields.keys()].filter((index) => fields[index]?.dataTypeID === pg.types.builtins.CHAR);
    for (const index of indexes) Object.assign(fields[index] ?? {}, { dataTypeID: pg.types.builtins.BPCHAR });
    if (indexes.length > 0) charColumns.set(result.rows, indexes);
    return result;
  }
}

/** Driver adapters for the schema engine, over an `EnginePool`. */
export class EngineAdapters extends PrismaPg {
  override async connect() {
    const adapter = await super.connect();
    const queryRaw = adapter.queryRaw.bind(adapter);
    adapter.queryRaw = async (query) => {
      const result = await queryRaw(query);
      for (const index of charColumns.get(result.rows) ?? []) result.columnTypes[index] = ColumnTypeEnum.Character;
      return result;
    };
    return adapter;
  }
}
