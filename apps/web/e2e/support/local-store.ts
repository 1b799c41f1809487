import type { Page } from "playwright-core";

/** Whether something of what this device keeps between visits holds this text. */
export function isKept(page: Page, text: string): Promise<boolean> {
  return page.evaluate(async (wanted) => {
    const settle = <Result>(request: IDBRequest<Result>) =>
      new Promise<Result>((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
    let found = false;
    for (const { name = "" } of await indexedDB.databases()) {
      const database = await settle(indexedDB.open(name));
      for (const store of database.objectStoreNames) {
        const records = await settle(database.transaction(store).objectStore(store).getAll());
        found ||= JSON.stringify(records).includes(wanted);
      }
      database.close();
    }
    return found;
  }, text);
}
