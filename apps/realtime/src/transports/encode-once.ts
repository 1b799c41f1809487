/**
 * Encodes what goes to many for the first of them, and gives the others the same (L11): for as long as the page or the
 * signal itself is there.
 */
export function encodeOnce<Said extends object, Encoded>(encode: (said: Said) => Encoded): (said: Said) => Encoded {
  const known = new WeakMap<Said, Encoded>();
  return (said) => {
    const encoded = known.get(said) ?? encode(said);
    known.set(said, encoded);
    return encoded;
  };
}
