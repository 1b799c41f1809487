/** Chance that can be told again: the same seed, the same choices (mulberry32, by Tommy Ettinger). */
export type Chance = { share(): number; pick<Item>(items: readonly [Item, ...Item[]]): Item };

/** Starts it from a seed. */
export function createChance(seed: number): Chance {
  let state = seed >>> 0;
  const share = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return { share, pick: (items) => items[Math.floor(share() * items.length)] ?? items[0] };
}

/** The seed of this run: `HIROBA_SEED`, or a new one. */
export const seed = Number(process.env.HIROBA_SEED ?? Math.floor(Math.random() * 2 ** 31));
