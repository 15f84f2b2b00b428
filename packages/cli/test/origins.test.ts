import { expect, test } from 'vitest';
import { demoPlace } from './demo-place.ts';
import { lineOf, oreEvent } from './event-lines.ts';
import { startLodestone } from './run-lodestone.ts';
import { until } from './test-place.ts';

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

test('are told to a program line by line: each before the next is asked, of what is recorded by then', async () => {
  const asking = startLodestone(['--data', place.data, 'origins', '-', '--format', 'jsonl']);
  let told = '';
  asking.process.stdout?.on('data', (part: Buffer) => {
    told += part.toString('utf8');
  });
  let answers = 0;
  const ask = async (id: string) => {
    asking.stdin.write(`${id}\n`);
    answers += 1;
    const line = await until(() => (told.endsWith('\n') ? told.trimEnd().split('\n')[answers - 1] : undefined));
    return JSON.parse(line) as unknown;
  };
  const { elements } = await traced('OX-TB');
  expect(await ask('OX-TB')).toEqual({ id: 'OX-TB', asKnownAt: null, found: true, elements });
  expect(await ask('ORE-LATE')).toEqual({ id: 'ORE-LATE', asKnownAt: null, found: false });
  await place.prepare(['record', '-'], { stdin: lineOf(oreEvent({ lot: 'ORE-LATE' })) });
  expect(await ask('ORE-LATE')).toMatchObject({ found: true, elements: { Nd: { milligrams: 1_000 } } });
  // What no database could take for text is no id either.
  expect(await ask('no\0such id 矿')).toMatchObject({ id: 'no\0such id 矿', found: false });
  asking.stdin.end();
  const { code, stdout, stderr } = await asking.result;
  expect({ code, stdout, stderr }).toEqual({ code: 1, stdout: told, stderr: 'lodestone: 2 of 4 ids found nothing\n' });
});

test('are lines or one document, not both', async () => {
  const { code, stderr } = await place.run(['origins', 'OX-TB', '--format', 'jsonl', '--json']);
  expect(code).toBe(2);
  expect(stderr).toContain('give one of them');
});
