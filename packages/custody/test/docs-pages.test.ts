import { existsSync } from 'node:fs';
import { glob, readFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

// Every link of the documentation leads somewhere, every page of it is listed on the first one, and tables are tables: a row
// that stands by itself, or has a cell too many, is shown as text or not at all.

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const names = ['README.md', ...(await Array.fromAsync(glob('docs/**/*.md', { cwd: ROOT })))];
const pages = new Map(await Promise.all(names.map(async (name) => [name, await readPage(name)] as const)));

/** The text of a page without its blocks of code, in which neither links nor headings count. */
async function readPage(name: string): Promise<string> {
  const text = await readFile(join(ROOT, name), 'utf8');
  return text.replaceAll(/^```[\s\S]*?^```$/gm, '');
}

/** Where the links of a page lead to, by the names of the pages; what is on another site is not asked for. */
function linksOf(name: string): { page: string; anchor: string | undefined }[] {
  const targets = [...(pages.get(name) ?? '').matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target);
  return targets
    .filter((target) => !/^https?:/.test(target))
    .map((target) => {
      const [file = '', anchor] = target.split('#');
      return { page: file === '' ? name : relative(ROOT, join(ROOT, dirname(name), file)), anchor };
    });
}

/** The names of the headings of a page in the addresses of code hosts. */
function anchorsOf(name: string): Set<string> {
  const headings = [...(pages.get(name) ?? '').matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) => heading);
  return new Set(
    headings.map((heading) =>
      heading
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N}\- _]/gu, '')
        .replaceAll(' ', '-'),
    ),
  );
}

/** The rows of tables that have no head, or another number of cells than it. A head stands behind an empty line. */
function brokenRowsOf(name: string): string[] {
  const blocks = (pages.get(name) ?? '').split(/\n{2,}/).filter((block) => /^\|/m.test(block));
  return blocks.flatMap((block) => {
    const [head = '', line = '', ...rows] = block.trim().split('\n');
    if (!/^(?:\|\s*:?-+:?\s*)+\|$/.test(line)) return [head];
    return [line, ...rows].filter((row) => !row.startsWith('|') || cellsOf(row) !== cellsOf(head));
  });
}

/** A bar that is no border is written with a backslash. */
function cellsOf(row: string): number {
  return [...row.matchAll(/(?<!\\)\|/g)].length - 1;
}

describe('the documentation', () => {
  test.each(names)('%s links to what is there', (name) => {
    const dead = linksOf(name).filter(({ page, anchor }) => {
      return (
        !existsSync(join(ROOT, page)) || (anchor !== undefined && page.endsWith('.md') && !anchorsOf(page).has(anchor))
      );
    });
    expect(dead).toEqual([]);
  });

  test.each(names)('%s has whole tables', (name) => expect(brokenRowsOf(name)).toEqual([]));

  test('is listed whole on its first page, decisions included', () => {
    const listed = new Set(linksOf('docs/README.md').map(({ page }) => page));
    expect(names.filter((name) => name !== 'docs/README.md' && !listed.has(name))).toEqual([]);
  });
});
