/** Shown by `Inside`, so that moving here from within the app needs no server. */
export default function Page() {
  return null;
}
