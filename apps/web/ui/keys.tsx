/** A key combination, written as in `Ctrl+K`. */
export function Keys({ keys }: { keys: string }) {
  return (
    <kbd className="whitespace-nowrap rounded-[4px] px-1 font-sans text-2xs shadow-[inset_0_0_0_1px_color-mix(in_oklab,currentColor_30%,transparent)]">
      {keys}
    </kbd>
  );
}
