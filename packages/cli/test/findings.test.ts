import { beforeAll, describe, expect, test } from 'vitest';
import { oreEvent, registrationEvent } from './event-lines.ts';
import { ORIGIN } from './chain-file.ts';
import { keepServer, testPlace } from './test-place.ts';

// One weighbridge ticket for two lots of a mine whose name is Chinese: what rule D11 looks for.

const place = await testPlace();

const ticket = [{ kind: 'weighbridge-ticket', sha256: 'T'.repeat(42).concat('A'), name: '过磅单 4711.pdf' }];

interface Found {
  readonly id: string;
  readonly rule: string;
  readonly severity: string;
  readonly status: string;
  readonly party: string;
  readonly lots: readonly string[];
}

beforeAll(async () => {
  await place.prepare(['init', '--origin', ORIGIN]);
  const lines = [
    { by: 'OPERATOR', event: { ...registrationEvent('MINE', 'mine'), name: '赣州稀土' } },
    { by: 'MINE', event: oreEvent({ lot: 'ORE-A', documents: ticket }) },
    { by: 'MINE', event: oreEvent({ lot: 'ORE-C' }) },
    { by: 'MINE', event: oreEvent({ lot: 'ORE-B', occurredAt: '2026-06-02T08:00:00.000Z', documents: ticket }) },
  ];
  const stdin = lines.map((line) => `${JSON.stringify(line)}\n`).join('');
  await place.prepare(['record', '-', '--create-keys'], { stdin });
});
keepServer(place);

/** The finding that all of this is about. */
async function findTicket(...options: readonly string[]): Promise<Found | undefined> {
  const { value } = await place.json<readonly Found[]>(['findings', '--rule', 'd11', ...options]);
  expect(value.length).toBeLessThanOrEqual(1);
  return value[0];
}

let found: Found | undefined;
beforeAll(async () => {
  found = await findTicket();
});

describe('findings', () => {
  test('lists what does not add up, for people and for programs', async () => {
    expect(found).toMatchObject({ rule: 'D11', status: 'open', party: 'MINE' });
    const { code, stdout } = await place.run(['findings', '--rule', 'D11']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^Findings: 0 high, \d medium, \d low\./);
    expect(stdout).toContain('D11 Same paper twice · MINE');
    expect(stdout).toContain('过磅单 4711.pdf');
    expect(stdout).toContain(`  id ${found?.id}\n`);
    expect(stdout.split('\n').filter((line) => line.length > 100)).toEqual([]);
  });

  test('narrows down by what is named, and says so when there is nothing', async () => {
    expect(await findTicket('--lot', 'ORE-B', '--since', '2026-06-01', '--until', '2026-07-01')).toEqual(found);
    expect(await findTicket('--upstream-of', 'ORE-B')).toEqual(found);
    expect(await findTicket('--upstream-of', 'ORE-C')).toBeUndefined();
    const { stdout } = await place.run(['findings', '--lot', 'ORE-B', '--as-known-at', '0']);
    expect(stdout).toBe('As known at entry 0: what was recorded up to it\nNo open findings.\n');
  });

  test.each([
    ['--lot', 'ORE-D', 'no lot or shipment ORE-D is recorded'],
    ['--shipment', 'SHP-9', 'no lot or shipment SHP-9 is recorded'],
    ['--upstream-of', 'SHP-9', 'no lot or shipment SHP-9 is recorded'],
    ['--party', 'MIEN', 'no party MIEN is registered'],
    ['--facility', 'PIT-9', 'no facility PIT-9 is registered'],
  ])('does not say that nothing was found where nothing has the name: %s %s', async (option, name, message) => {
    const { code, stdout, stderr } = await place.run(['findings', option, name, '--fail-on', 'low']);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain(message);
  });

  test('shows one whole, with its events', async () => {
    const { code, stdout } = await place.run(['findings', found?.id ?? '', '--fail-on', 'high']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/by version \d+ of rule D11/);
    expect(stdout).toContain('  events: ');
    const none = await place.run(['findings', 'D11/nothing']);
    expect(none).toMatchObject({ code: 1, stdout: '' });
    expect(none.stderr).toContain('no finding D11/nothing');
  });

  test('ends with 1 where something is as severe as asked, and with 2 where the question is none', async () => {
    expect(found?.severity).toBe('medium');
    expect((await place.run(['findings', '--fail-on', 'medium'])).code).toBe(1);
    expect((await place.run(['findings', '--rule', 'D99'])).code).toBe(2);
  });

  test('as CSV has a row for each, with what would clear it', async () => {
    const { stdout } = await place.run(['findings', '--rule', 'D11', '--csv']);
    const [header, row, ...others] = stdout.split('\r\n');
    expect(header).toMatch(/^severity,status,rule,title,family,party,.*,id$/);
    expect(row).toMatch(/^medium,open,D11,Same paper twice,paper,MINE,/);
    expect(others).toEqual(['']);
  });

  test('is answered and closed, and then not listed among the open ones', async () => {
    const id = found?.id ?? '';
    const reason = ['--reason', 'one truck, weighed once'];
    const answered = await place.run(['findings', 'answer', id, '--as', 'explained', '--by', 'MINE', ...reason]);
    expect(answered).toMatchObject({ code: 0, stdout: `Recorded of ${id}: explained.\n` });
    const byMine = await place.run(['findings', 'close', id, '--as', 'cleared', '--by', 'MINE', ...reason]);
    expect(byMine).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('another authority or auditor closes it'),
    });
    await place.prepare(['findings', 'close', id, '--as', 'cleared', '--by', 'OPERATOR', ...reason]);
    expect(await findTicket()).toBeUndefined();
    const { stdout } = await place.run(['findings', id]);
    expect(stdout).toContain('· closed');
    expect(stdout).toContain('explained, says MINE on ');
    expect(stdout).toContain('cleared, says OPERATOR on ');
  });
});

function setting(index: number, members: object): string {
  const id = `0198f3a1-7c3e-7d5a-9b1c-00000000d0${index}0`;
  const event = { id, occurredAt: '2026-03-01T08:00:00.000Z', type: 'finding-rule-set', reason: 'typed' };
  return JSON.stringify({ by: 'OPERATOR', event: { ...event, ...members } });
}

describe('rules', () => {
  test('lists each with its thresholds and what honest work looks alike', async () => {
    const { stdout } = await place.run(['rules']);
    expect(stdout).toContain('D01 More out than in · mass · version ');
    expect(stdout).toMatch(/ {2}thresholds +gainMinPartsPerMillion 5000 \(0\.5 %\)/);
    expect(stdout).toContain('looks alike');
  });

  test('says what is set and no rule reads', async () => {
    const settings = [
      setting(1, { rule: 'D99', isOff: true }),
      setting(2, { rule: 'D01', thresholds: { gainMinPartsPerMillion: 6_000, gianMin: 1 } }),
    ];
    const recorded = await place.run(['record', '-'], { stdin: `${settings.join('\n')}\n` });
    expect(recorded.code).toBe(0);
    const { stdout, stderr } = await place.run(['rules']);
    expect(stdout).toContain('gainMinPartsPerMillion 6000');
    expect(stdout).not.toContain('gianMin');
    expect(stderr).toContain('there is no rule D99');
    expect(stderr).toContain('rule D01 has no threshold gianMin');
  });
});
