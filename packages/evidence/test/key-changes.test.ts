/** The checkpoint key was changed twice: who follows from an old key to the new one, and who deceives whom. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isJsonObject, type JsonObject } from '@lodestone/proof/json-value.ts';
import { showVerifierKey } from '@lodestone/proof/verifier-key.ts';
import { describe, expect, test } from 'vitest';
import type { KeyChange } from '../src/bundle.ts';
import type { EvidenceVerdict } from '../src/verdict.ts';
import { verifyBundle } from '../src/verify-bundle.ts';
import { mutationsOf } from '../testing/mutations.ts';
import {
  addKey,
  bundleOf,
  changeAt,
  checkpointOf,
  enrol,
  grow,
  type Log,
  makeKey,
  openLog,
  retireKey,
  type TestKey,
  withDigest,
} from './forged-log.ts';

const [operator, first, second, third, thief] = [makeKey(), makeKey(), makeKey(), makeKey(), makeKey()];

const register = (log: Log, party: string): Log =>
  grow(log, operator, { type: 'party-registered', party, name: party, roles: ['trader'], country: 'CN' });

/** Entry 2 adds the second key, 4 retires the first; 6 adds the third, 8 retires the second. */
const opened = register(openLog(operator, first), 'TRADER-1');
const overlapping = register(addKey(opened, operator, second), 'TRADER-2');
const changed = register(retireKey(overlapping, operator, first, second), 'TRADER-3');
const overlappingAgain = register(addKey(changed, operator, third), 'TRADER-4');
const log = register(retireKey(overlappingAgain, operator, second, third), 'TRADER-5');
const KEY_EVENTS = [2, 4, 6, 8];

const earlier = changeAt(log, 10, 4, first, second);
const later = changeAt(log, 10, 8, second, third);

const lawful = (changes: readonly KeyChange[] = [earlier, later]) => bundleOf(log, KEY_EVENTS, [third], changes);
/** Everything that was asked here, for the other verifier. */
const asked: { readonly bytes: Uint8Array; readonly keys: readonly string[]; readonly isValid: boolean }[] = [];

function verify(bytes: Uint8Array, ...trusted: readonly TestKey[]): EvidenceVerdict {
  const verdict = verifyBundle(bytes, { keys: trusted.map(({ verifierKey }) => verifierKey), policy: null });
  asked.push({ bytes, keys: namesOf(...trusted), isValid: verdict.verdict === 'valid' });
  return verdict;
}
const failureOf = (bytes: Uint8Array, ...trusted: readonly TestKey[]) => verify(bytes, ...trusted).failure;
const namesOf = (...keys: readonly TestKey[]) => keys.map(({ verifierKey }) => showVerifierKey(verifierKey));

describe('trust follows the changes of keys', () => {
  test.each([
    ['first', first, [first, second, third]],
    ['second', second, [second, third]],
    ['third', third, [third]],
  ])('from the %s key', (_, trusted, path) => {
    const { verdict, trustedKeys, failure } = verify(lawful(), trusted);
    expect({ verdict, failure }).toEqual({ verdict: 'valid', failure: null });
    expect(trustedKeys).toEqual(namesOf(...path));
  });

  test('and takes the key that was given, where one was that has signed', () => {
    expect(verify(lawful(), first, third).trustedKeys).toEqual(namesOf(third));
  });

  test('and says so, also of changes that this reader did not need', () => {
    const said =
      '2 changes of the checkpoint key are signed by the keys of before, in checkpoints that this log continues';
    expect(verify(lawful(), third).checked).toContain(said);
    const [one, two, three] = namesOf(first, second, third);
    expect(verify(lawful(), first).checked).toContain(
      `by these changes ${one}, which you trust, leads to ${two} and on to ${three}`,
    );
  });

  test('while both keys sign, no change is needed', () => {
    const bytes = bundleOf(overlapping, [2], [first, second], []);
    expect(verify(bytes, first).trustedKeys).toEqual(namesOf(first));
    expect(verify(bytes, second).trustedKeys).toEqual(namesOf(second));
  });
});

describe('where it cannot follow', () => {
  test('the refusal names who signed, who is trusted, and what to do', () => {
    const [signer, trusted] = namesOf(third, first);
    const failure = failureOf(lawful([later]), first);
    expect(failure).toMatchObject({ kind: 'checkpoint', field: 'checkpoint', expected: trusted, found: signer });
    expect(failure?.message).toContain('no change of keys in it is by one of these');
    expect(failure?.message).toContain('ask the operator, by another way than the bundle came, which key signs now');
  });

  test('a bundle without changes is for those who know the new key', () => {
    expect(failureOf(lawful([]), first)?.message).toContain('the bundle has no change of keys');
    expect(verify(lawful([]), third).verdict).toBe('valid');
  });

  test('a key of that name which is none of the ledger leads nowhere', () => {
    expect(failureOf(lawful(), thief)).toMatchObject({ kind: 'checkpoint', found: namesOf(third)[0] });
  });
});

describe('a change is refused, whoever is trusted,', () => {
  const otherLog = register(register(addKey(opened, operator, second), 'TRADER-X'), 'TRADER-Y');
  const forgeries: [string, readonly KeyChange[], string][] = [
    ['that somebody else has signed', [changeAt(log, 10, 4, thief, thief), later], 'keyChanges[0].checkpoint'],
    ['that the new key alone has signed', [changeAt(log, 10, 4, second), later], 'keyChanges[0].checkpoint'],
    ['that the old key alone has signed', [changeAt(log, 10, 4, first), later], 'keyChanges[0].checkpoint'],
    [
      'that a stranger has signed beside the old key',
      [changeAt(log, 10, 4, first, thief), later],
      'keyChanges[0].checkpoint',
    ],
    ['with a line that is nobody’s', [changeAt(log, 10, 4, first, second, thief), later], 'keyChanges[0].checkpoint'],
    [
      'with the line of a witness',
      [{ ...earlier, checkpoint: `${earlier.checkpoint}— w.example AAAAAAA=\n` }, later],
      'keyChanges[0].checkpoint',
    ],
    [
      'of another log',
      [{ ...earlier, checkpoint: checkpointOf(otherLog, 4, first, second) }, later],
      'keyChanges[0].proof',
    ],
    ['whose proof is cut', [{ ...earlier, proof: earlier.proof.slice(1) }, later], 'keyChanges[0].proof'],
    ['whose proof is another’s', [{ ...earlier, proof: later.proof }, later], 'keyChanges[0].proof'],
    ['that comes before an earlier one', [later, earlier], 'keyChanges[1]'],
    ['that is there twice', [earlier, earlier, later], 'keyChanges[1]'],
    ['that names no new key', [changeAt(log, 10, 2, first), earlier, later], 'keyChanges[0]'],
    ['that names no newer key', [earlier, changeAt(log, 10, 6, second), later], 'keyChanges[1]'],
    [
      'of more entries than there are',
      [earlier, { ...later, checkpoint: checkpointOf(log, 10, third).replace('\n10\n', '\n11\n') }],
      'keyChanges[1].checkpoint',
    ],
  ];

  test.each(forgeries)('one %s', (_, changes, field) => {
    for (const trusted of [first, second, third]) {
      expect(failureOf(lawful(changes), trusted)).toMatchObject({ field });
    }
  });

  test('that is altered anywhere; one that is left out shows in the verdict', () => {
    const { digest: _, keyChanges = null, ...value }: JsonObject = JSON.parse(new TextDecoder().decode(lawful()));
    const whole = verify(lawful(), third);
    const survivors: string[] = [];
    for (const { name, value: mutated } of mutationsOf({ keyChanges })) {
      if (!isJsonObject(mutated)) throw new Error(name);
      const verdict = verify(withDigest({ ...value, ...mutated }), third);
      if (verdict.verdict === 'valid') survivors.push(name);
      expect.soft(verdict, name).not.toEqual(whole);
    }
    expect(survivors).toEqual(['drop keyChanges', 'drop keyChanges[0]', 'drop keyChanges[1]']);
  });

  test('as is an empty list of them', () => {
    const { digest: _, keyChanges: __, ...value } = JSON.parse(new TextDecoder().decode(lawful()));
    expect(verify(withDigest(value), third).verdict).toBe('valid');
    expect(failureOf(withDigest({ ...value, keyChanges: [] }), third)).toMatchObject({ field: 'keyChanges' });
  });
});

describe('an event about keys', () => {
  const party = makeKey();

  test('is the operator’s word alone', () => {
    const member = enrol(opened, operator, party, 'TRADER-1');
    const changes = [addKey(member, party, second), retireKey(addKey(member, operator, second), party, first, second)];
    for (const forged of changes) {
      const bytes = bundleOf(forged, [2, 3, 4].slice(0, forged.length - 2), [first, second], []);
      const retired = bundleOf(forged, [2, 3, 4].slice(0, forged.length - 2), [second], []);
      const failures = [failureOf(bytes, second), failureOf(retired, second)];
      expect(failures).toContainEqual(expect.objectContaining({ kind: 'role', expected: 'the word of OPERATOR' }));
      expect(failures).not.toContain(null);
    }
  });

  test('has the proof that the key itself is there', () => {
    const members = {
      type: 'checkpoint-key-added',
      key: second.publicKey,
      proof: Buffer.alloc(64).toString('base64url'),
    };
    const bytes = bundleOf(grow(opened, operator, members), [2], [first, second], []);
    expect(failureOf(bytes, first)).toMatchObject({ kind: 'key', field: 'entries[2].events[0].proof' });
  });
});

describe('whoever stole the first key, once it was retired,', () => {
  test('deceives nobody who trusts a newer one, however the bundle is made', () => {
    const forks: Log[] = [
      register(opened, 'FORGED'),
      register(register(overlapping, 'FORGED'), 'FORGED-2'),
      // The retirement of the second key is the operator's word; that of the first is left out.
      register(retireKey(overlapping, operator, second, third), 'FORGED'),
    ];
    for (const fork of forks) {
      const size = fork.length;
      for (const shown of [[], [2], [2, 4]].map((some) => some.filter((position) => position < size))) {
        for (const changes of [[], [changeAt(fork, size, Math.min(4, size), first, second)]]) {
          const bytes = bundleOf(fork, shown, [first], changes);
          expect(failureOf(bytes, second)).not.toBeNull();
          expect(failureOf(bytes, third)).not.toBeNull();
        }
      }
    }
  });

  test('is refused where the bundle shows the retirement, or the key beside it', () => {
    for (const shown of [[2], [2, 4], KEY_EVENTS]) {
      expect(failureOf(bundleOf(log, shown, [first], []), first)).toMatchObject({ kind: 'checkpoint' });
    }
  });

  test('deceives those who know no other key: that is what nothing in a bundle can prevent', () => {
    expect(verify(bundleOf(register(opened, 'FORGED'), [], [first], []), first).verdict).toBe('valid');
  });
});

test('two changes of the old key to two different keys are of two logs: one bundle has one of them', () => {
  const other = register(addKey(opened, operator, third), 'TRADER-2');
  const toThird = { ...earlier, checkpoint: checkpointOf(other, 4, first, third) };
  expect(failureOf(lawful([toThird, later]), first)).toMatchObject({ field: 'keyChanges[0].checkpoint' });
  expect(failureOf(lawful([earlier, toThird, later]), first)).toMatchObject({ field: 'keyChanges[1].checkpoint' });
  const signedAsHere = { ...earlier, checkpoint: checkpointOf(other, 4, first, second) };
  expect(failureOf(lawful([signedAsHere, later]), first)).toMatchObject({ field: 'keyChanges[0].proof' });
});

const FORMAT = fileURLToPath(new URL('../../../docs/format/', import.meta.url));
const IS_PYTHON_THERE = spawnSync('python3', ['--version']).status === 0;

test.skipIf(!IS_PYTHON_THERE)('the verifier in Python says the same of every bundle here', () => {
  const folder = mkdtempSync(join(tmpdir(), 'lodestone-key-changes-'));
  const calls = asked.map(({ bytes, keys }, index) => {
    const path = join(folder, String(index));
    writeFileSync(path, bytes);
    return ['bundle', path, '--trust', ...keys];
  });
  const script = 'import json, sys, verify\nfor each in json.load(sys.stdin): verify.main(each)';
  const environment = { ...process.env, PYTHONPATH: FORMAT };
  const options = { input: JSON.stringify(calls), encoding: 'utf8', env: environment } as const;
  const { stdout, stderr } = spawnSync('python3', ['-B', '-c', script], options);
  rmSync(folder, { recursive: true });
  expect(stderr).toBe('');
  const words = stdout.trimEnd().split('\n');
  expect(words.map((line) => line.startsWith('recorded:'))).toEqual(asked.map(({ isValid }) => isValid));
  expect(asked.length).toBeGreaterThan(100);
});
