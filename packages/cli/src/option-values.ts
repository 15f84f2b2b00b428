/** Values of options that may be given several times. */
export function together(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value];
}
