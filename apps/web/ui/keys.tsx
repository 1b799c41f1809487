/** A key combination, written as in `Ctrl+K`. */
export function Keys({ keys }: { keys: string }) {
  return (
    <kbd className="whitespace-nowrap rounded-[4px] px-1 font-sans text-2xs opacity-80 shadow-[inset_0_0_0_1px_currentColor]">
      {keys}
    </kbd>
  );
}
