import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseVerifierKey } from '@lodestone/proof/verifier-key.ts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CHAIN_LINES, recordRegistrations } from './chain-file.ts';
import { lineOf, registrationEvent } from './event-lines.ts';
import { type FalseWitness, serveFalseWitness } from './false-witness.ts';
import { temporaryFolder } from './run-lodestone.ts';
import { type ServedWitness, serveWitness } from './serve-witness.ts';
import { anotherPlace, keepServer, type TestPlace, testPlace } from './test-place.ts';

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

const { event } = JSON.parse(CHAIN_LINES[0] ?? '') as { event: { id: string } };
const FIRST_EVENT = event.id;

const shown = await testPlace();
const hidden = anotherPlace(shown, 'hidden');
const folder = await temporaryFolder();
const exportOf = (name: string) => join(folder, name);
const bundleOf = (name: string) => join(folder, `${name}.bundle`);
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

// The witness is in it: it cosigns both histories, through the operator's own commands.
describe('two histories that one witness has cosigned', () => {
  let liar: FalseWitness;
  keepServer(shown);
  keepServer(hidden);
  const bothWitnesses = () =>
    `log ${key}\nwitness liar ${liar.verifierKey}\nwitness honest ${served.verifierKey}\ngroup both all liar honest\nquorum both\n`;

  beforeAll(async () => {
    const log = parseVerifierKey(key);
    if (!log.ok) throw new Error(log.problem);
    liar = await serveFalseWitness(log.value);
    for (const [name, place] of [
      ['first', shown],
      ['second', hidden],
    ] as const) {
      await writeFile(join(place.data, 'witness-policy.txt'), policyWith(`${liar.verifierKey} ${liar.url}`));
      const anchor = ['--anchor', join(place.data, 'anchor')];
      await place.prepare(['checkpoint', ...anchor, '--wait-witnessed', '20']);
      await place.prepare(['export', exportOf(name), ...anchor]);
      await place.prepare(['prove', FIRST_EVENT, '-o', bundleOf(name), '--as-published', ...anchor]);
    }
  });

  afterAll(() => liar.close());

  test('are each witnessed to whoever trusts that witness alone, as an export and as a bundle', async () => {
    const policy = await shown.file('liar.txt', policyWith(liar.verifierKey));
    for (const name of ['first', 'second']) {
      for (const command of [
        ['verify', exportOf(name)],
        ['verify-bundle', bundleOf(name)],
      ]) {
        const { code, value } = await shown.json<Verdict>([...command, '--policy', policy]);
        expect({ code, ...value }).toMatchObject({ code: 0, verdict: 'valid', level: 'witnessed' });
      }
    }
  });

  test('are found by a second witness that does its work', async () => {
    const policy = await shown.file('both.txt', bothWitnesses());
    for (const [name, level] of [
      ['first', 'witnessed'],
      ['second', 'checkpoint'],
    ] as const) {
      const { value } = await shown.json<Verdict>(['verify', exportOf(name), '--policy', policy]);
      expect(value).toMatchObject({ verdict: 'valid', level });
    }
  });

  test('are found with the checkpoint of the other export or bundle, whose lines convict operator and witness', async () => {
    const policy = await shown.file('liar.txt', policyWith(liar.verifierKey));
    const bundle = JSON.parse(await readFile(bundleOf('second'), 'utf8')) as { readonly checkpoint: string };
    const ofBundle = await shown.file('of-bundle.txt', bundle.checkpoint);
    for (const kept of [join(exportOf('second'), 'checkpoint'), ofBundle]) {
      const command = ['verify', exportOf('first'), '--policy', policy, '--checkpoint', kept];
      const { code, value } = await shown.json<Verdict>(command);
      expect({ code, verdict: value.verdict }).toEqual({ code: 1, verdict: 'invalid' });
      expect(value.failures).toMatchObject([{ kind: 'checkpoint' }]);
      expect(await readFile(kept, 'utf8')).toContain('\n\u2014 false.example/w1 ');
    }
  });

  test('are found by whoever watches, when shown the other one', async () => {
    const watch = ['watch', '--party', 'OPERATOR', '--once'];
    await shown.run([...watch, '--since', '0']);
    await cp(join(shown.data, 'watch'), join(hidden.data, 'watch'), { recursive: true });
    const { code, stdout, stderr } = await hidden.run(watch);
    expect({ code, said: stdout + stderr }).toMatchObject({
      code: 1,
      said: expect.stringContaining('the history was changed'),
    });
  });
});
