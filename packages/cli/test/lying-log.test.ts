import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { recordRegistrations } from './chain-file.ts';
import { lineOf, registrationEvent } from './event-lines.ts';
import { temporaryFolder } from './run-lodestone.ts';
import { type ServedWitness, serveWitness } from './serve-witness.ts';
import { anotherPlace, type TestPlace, testPlace } from './test-place.ts';

// An operator keeps two histories of one ledger, signs both, and shows one to each of two auditors.

interface Published {
  readonly size: number;
  readonly note: string;
  readonly verifierKey: string;
}

interface Verdict {
  readonly verdict: string;
  readonly level: string;
  readonly head: { readonly size: number; readonly root: string };
  readonly failures: readonly { readonly kind: string; readonly message: string }[];
}

const shown = await testPlace();
const hidden = anotherPlace(shown, 'hidden');
const folder = await temporaryFolder();
const exportOf = (name: string) => join(folder, name);
let served: ServedWitness;
let first: Published;
let key: string;

const publish = async (place: TestPlace, ...options: string[]) => {
  const anchor = ['--anchor', join(place.data, 'anchor')];
  return place.json<Published>(['checkpoint', ...anchor, ...options]);
};
const recordOne = async (place: TestPlace, party: string) => {
  const stdin = `${lineOf(registrationEvent(party, 'trader'), 'OPERATOR')}\n`;
  await place.prepare(['record', '-', '--anchor', join(place.data, 'anchor')], { stdin });
};
const nameWitness = async (place: TestPlace) => {
  await writeFile(join(place.data, 'witness-policy.txt'), policyWith(`${served.verifierKey} ${served.url}`));
};
const policyWith = (witness: string) => `log ${key}\nwitness w ${witness}\nquorum w\n`;

beforeAll(async () => {
  await recordRegistrations(shown);
  first = (await publish(shown)).value;
  key = first.verifierKey;
  served = await serveWitness(folder, 'audit', key);
  await cp(shown.data, hidden.data, { recursive: true });
  await recordOne(shown, 'TRADER-SHOWN');
  await recordOne(hidden, 'TRADER-HIDDEN');
  for (const [name, place] of [
    ['first', shown],
    ['second', hidden],
  ] as const) {
    await place.prepare(['export', exportOf(name), '--anchor', join(place.data, 'anchor')]);
  }
});

afterAll(() => served.running.process.kill());

describe('two histories of one ledger', () => {
  test('are each valid to the auditor who sees only one of them', async () => {
    const roots = new Set<string>();
    for (const name of ['first', 'second']) {
      const { code, value } = await shown.json<Verdict>(['verify', exportOf(name), '--trust', key]);
      expect({ code, ...value }).toMatchObject({ code: 0, verdict: 'valid', level: 'checkpoint' });
      expect(value.head.size).toBe(first.size + 1);
      roots.add(value.head.root);
    }
    expect(roots.size).toBe(2);
  });

  test('are found when one auditor gives its checkpoint to the other', async () => {
    for (const [one, other] of [
      ['first', 'second'],
      ['second', 'first'],
    ] as const) {
      const kept = join(exportOf(other), 'checkpoint');
      const command = ['verify', exportOf(one), '--trust', key, '--checkpoint', kept];
      const { code, value } = await shown.json<Verdict>(command);
      expect({ code, verdict: value.verdict }).toEqual({ code: 1, verdict: 'invalid' });
      expect(value.failures).toMatchObject([{ kind: 'checkpoint' }]);
      expect(value.failures[0]?.message).toContain('the checkpoint that was kept has the root');
    }
  });

  test('cannot both be cosigned by one witness, however it is asked', async () => {
    await nameWitness(shown);
    const { code } = await publish(shown, '--wait-witnessed', '20');
    expect(code).toBe(0);
    const other = await readFile(join(exportOf('second'), 'checkpoint'), 'utf8');
    for (const old of [0, first.size, first.size + 1]) {
      const body = `old ${old}\n\n${other}`;
      const answer = await fetch(`${served.url}/add-checkpoint`, { method: 'POST', body });
      expect([409, 422], `old ${old}`).toContain(answer.status);
    }
    // The operator's own commands refuse as well, once they are told of the witness.
    await nameWitness(hidden);
    const anchor = ['--anchor', join(hidden.data, 'anchor')];
    const refused = await hidden.run(['checkpoint', ...anchor, '--wait-witnessed', '5']);
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain('this is another history. Nothing is written or signed');
  });

  test('are told apart by what the witness has cosigned', async () => {
    await shown.prepare(['export', exportOf('first'), '--anchor', join(shown.data, 'anchor')]);
    const policy = await shown.file('policy.txt', policyWith(served.verifierKey));
    const levels: Record<string, string> = {};
    for (const name of ['first', 'second']) {
      const { value } = await shown.json<Verdict>(['verify', exportOf(name), '--policy', policy]);
      levels[name] = `${value.verdict}, ${value.level}`;
    }
    expect(levels).toEqual({ first: 'valid, witnessed', second: 'valid, checkpoint' });
  });
});
