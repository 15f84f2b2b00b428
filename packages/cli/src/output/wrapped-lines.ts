/** Sentences in lines that fit a terminal. */
import { printable, wrapColumns } from '@lodestone/lineage/plain-text.ts';

const INDENT = '  ';

/** The text in lines of at most so many columns where its words allow that, each `depth` steps in. */
export function wrappedLines(text: string, width: number, depth = 0): string[] {
  const before = INDENT.repeat(depth);
  return wrapColumns(printable(text).split(' '), ' ', width - before.length).map((line) => `${before}${line}`);
}
