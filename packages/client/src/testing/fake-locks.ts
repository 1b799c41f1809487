type Holder = { end(error: Error): void };
type Request = { grant(): void };

/** The browser's Web Locks for the tabs of a test, which Node 20 does not have. `crash` takes the lock from a dead tab. */
export function createFakeLocks() {
  let holder: Holder | null = null;
  let queue: Request[] = [];

  const release = (who: Holder) => {
    if (holder !== who) return;
    holder = null;
    queue.shift()?.grant();
  };

  const hold = (callback: () => Promise<void>) =>
    new Promise<void>((resolve, reject) => {
      const mine: Holder = {
        end: (error) => {
          reject(error);
          release(mine);
        },
      };
      holder = mine;
      callback().then(() => {
        resolve();
        release(mine);
      }, reject);
    });

  const wait = (signal: AbortSignal | undefined) =>
    new Promise<void>((resolve, reject) => {
      if (!holder) return resolve();
      const request = { grant: resolve };
      queue.push(request);
      signal?.addEventListener("abort", () => {
        queue = queue.filter((one) => one !== request);
        reject(new DOMException("aborted", "AbortError"));
      });
    });

  return {
    request: async (
      _name: string,
      { steal, signal }: { steal?: boolean; signal?: AbortSignal },
      callback: () => Promise<void>,
    ): Promise<void> => {
      if (steal) {
        const former = holder;
        holder = null;
        const held = hold(callback);
        former?.end(new DOMException("stolen", "AbortError"));
        return held;
      }
      await wait(signal);
      return hold(callback);
    },
    /** The browser notices that the holder's page is gone. */
    crash: () => {
      holder = null;
      queue.shift()?.grant();
    },
  };
}
