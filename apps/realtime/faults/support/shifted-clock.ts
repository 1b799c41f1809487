// Loaded before a program, makes its clock wrong: `?hours=…` is by how much, `&after=…` in milliseconds when it is set so.
// Timers and `performance` go on as ever, as they do on a machine whose clock is set.
const { searchParams } = new URL(import.meta.url);
const shiftMs = Number(searchParams.get("hours")) * 3_600_000;
const afterMs = Number(searchParams.get("after"));
const RightDate = Date;

const readNow = () => RightDate.now() + (performance.now() >= afterMs ? shiftMs : 0);

globalThis.Date = new Proxy(RightDate, {
  construct: (target, args: [], newTarget) =>
    Reflect.construct(target, args.length === 0 ? [readNow()] : args, newTarget),
  apply: (target) => new target(readNow()).toString(),
  get: (target, name) => (name === "now" ? readNow : Reflect.get(target, name)),
});
