import { expect, test } from 'vitest';
import { demoPlace } from './demo-place.ts';

// `origins` is the quick way to what `trace` says at its end: both say the same.

const place = await demoPlace();

interface Element {
  readonly milligrams: number;
  readonly unknownMilligrams: number;
  readonly origins: readonly { readonly milligrams: number }[];
}

interface Subject {
  readonly id: string;
  readonly elements: Readonly<Record<string, Element>>;
}

async function traced(id: string, ...options: string[]): Promise<Subject> {
  const { value } = await place.json<{ elements: Record<string, Element> }>(['trace', id, ...options]);
  const elements = Object.entries(value.elements).map(([element, { milligrams, unknownMilligrams, origins }]) => {
    return [element, { milligrams, unknownMilligrams, origins }] as const;
  });
  return { id, elements: Object.fromEntries(elements) };
}

test('say of each lot and shipment what its trace says, in the order in which they are asked', async () => {
  const { code, value } = await place.json(['origins', 'SHP-DEMO-1', 'OX-TB']);
  expect(code).toBe(0);
  expect(value).toEqual({ asKnownAt: null, subjects: [await traced('SHP-DEMO-1'), await traced('OX-TB')] });
});

test('are those of one element, and as they were known', async () => {
  const { value } = await place.json(['origins', 'OX-TB', '--element', 'Tb', '--as-known-at', '6']);
  const then = await traced('OX-TB', '--element', 'Tb', '--as-known-at', '6');
  expect(Object.keys(then.elements)).toEqual(['Tb']);
  expect(value).toEqual({ asKnownAt: '6', subjects: [then] });
  const { code, stderr } = await place.run(['origins', 'SHP-DEMO-1', '--as-known-at', '6']);
  expect(code).toBe(1);
  expect(stderr).toContain('SHP-DEMO-1 is recorded by entry 6');
});

test('are a sheet for as many as come on standard input, whose masses sum to those of each', async () => {
  const { code, stdout } = await place.run(['origins', '-', '--format', 'csv'], { stdin: 'SHP-DEMO-1\r\n\nMAG-001\n' });
  const [header, ...rows] = stdout.trimEnd().split('\r\n');
  expect({ code, header }).toEqual({
    code: 0,
    header: 'id,element,origin,kind,facility,party,country,milligrams,share',
  });
  const cells = rows.map((row) => row.split(','));
  for (const id of ['SHP-DEMO-1', 'MAG-001']) {
    for (const [element, { milligrams, origins }] of Object.entries((await traced(id)).elements)) {
      const own = cells.filter((row) => row[0] === id && row[1] === element);
      expect(own).toHaveLength(origins.length);
      expect(own.reduce((sum, row) => sum + Number(row[7]), 0)).toBe(milligrams);
    }
  }
});

test('of what nobody recorded are refused by its name', async () => {
  const { code, stderr } = await place.run(['origins', 'SHP-DEMO-1', 'SHP-NONE']);
  expect(code).toBe(1);
  expect(stderr).toContain('no lot or shipment SHP-NONE is recorded');
});
