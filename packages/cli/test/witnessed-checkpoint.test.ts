import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { recordRegistrations } from './chain-file.ts';
import { lineOf, registrationEvent } from './event-lines.ts';
import { temporaryFolder } from './run-lodestone.ts';
import { type ServedWitness, serveWitness } from './serve-witness.ts';
import { keepServer, testPlace } from './test-place.ts';

// Checkpoints on their way to real witnesses and back, and what somebody makes of them who has only files.

interface Answer {
  readonly note: string;
  readonly size: number;
  readonly verifierKey: string;
  readonly isWitnessed?: boolean;
  readonly witnesses?: readonly {
    readonly witness: string;
    readonly outcome: string;
    readonly message: string | null;
  }[];
}

const place = await testPlace();
const folder = await temporaryFolder();
const witnesses: ServedWitness[] = [];
let logKey = '';
beforeAll(() => recordRegistrations(place));
keepServer(place);

const checkpoint = (...options: string[]) => place.json<Answer>(['checkpoint', ...options]);
let parties = 0;
/** The id of the event that was recorded. */
const recordOne = async (): Promise<string> => {
  parties += 1;
  const event = registrationEvent(`EXTRA-${parties}`, 'trader');
  await place.prepare(['record', await place.file(`party-${parties}.jsonl`, `${lineOf(event, 'OPERATOR')}\n`)]);
  return event.id;
};
const policyPath = () => join(place.data, 'witness-policy.txt');
const lineOfWitness = (index: number) => {
  const { verifierKey, url } = witnesses[index] as ServedWitness;
  return `witness w${index + 1} ${verifierKey} ${url}`;
};
const writePolicy = (...lines: string[]) => writeFile(policyPath(), `${lines.join('\n')}\n`);
const signatureLines = (note: string) => note.split('\n').filter((line) => line.startsWith('\u2014 '));

beforeAll(async () => {
  logKey = (await checkpoint()).value.verifierKey;
  for (const name of ['audit', 'customs']) witnesses.push(await serveWitness(folder, name, logKey));
});

afterAll(async () => {
  for (const { running } of witnesses) {
    running.process.kill();
    await running.result;
  }
});

describe('checkpoint', () => {
  test('with --wait-witnessed needs witnesses to wait for', async () => {
    const { code, stderr } = await place.run(['checkpoint', '--wait-witnessed']);
    expect(code).toBe(2);
    expect(stderr).toContain('has no witness-policy.txt that names witnesses');
  });

  test('with --wait-witnessed shows the cosignatures of the quorum under the note', async () => {
    await writePolicy(lineOfWitness(0), lineOfWitness(1), 'group both all w1 w2', 'quorum both');
    const { code, value } = await checkpoint('--wait-witnessed');
    expect(code).toBe(0);
    expect(value.isWitnessed).toBe(true);
    expect(value.witnesses).toMatchObject([
      { witness: 'w1', outcome: 'cosigned' },
      { witness: 'w2', outcome: 'cosigned' },
    ]);
    const names = signatureLines(value.note).map((line) => line.split(' ')[1]);
    expect(names).toEqual([expect.stringMatching('example'), 'audit.example/w1', 'customs.example/w1']);
    // Whoever asks later gets them too.
    expect((await checkpoint()).value.note).toBe(value.note);
  });

  test('says to people who has cosigned, and what those say who have not; then the answer is no', async () => {
    await recordOne();
    const stranger = (witnesses[1] as ServedWitness).verifierKey.replace(/\+[^+]*\+/, '+00000000+');
    const gone = `witness w2 ${(witnesses[1] as ServedWitness).verifierKey} http://127.0.0.1:1`;
    await writePolicy(lineOfWitness(0), gone, 'group both all w1 w2', 'quorum both');
    const { code, stdout } = await place.run(['checkpoint', '--wait-witnessed', '1']);
    expect(code).toBe(1);
    expect(stdout).toContain('Not witnessed: fewer have cosigned than witness-policy.txt asks for.');
    expect(stdout).toMatch(/w1: cosigned at 20/);
    expect(stdout).toMatch(/w2: connect ECONNREFUSED 127\.0\.0\.1:1/);
    await writePolicy(`witness w2 ${stranger}`, 'quorum none');
    const refused = await place.run(['checkpoint']);
    expect(refused.stderr).toContain('witness-policy.txt: line 1: the verifier key');
  });

  test('without it answers first, and tells on the side what the witnesses say', async () => {
    await writePolicy(lineOfWitness(0), lineOfWitness(1), 'quorum none');
    await recordOne();
    const { code, stdout, stderr } = await place.run(['checkpoint']);
    expect(code).toBe(0);
    expect(signatureLines(stdout)).toHaveLength(1);
    expect(stderr).toMatch(/^w1: cosigned at .*\nw2: cosigned at .*\n$/);
  });

  test.each([['record'], ['submit']])(
    'that %s --wait-published publishes goes to the witnesses too',
    async (command) => {
      await writePolicy(lineOfWitness(0), lineOfWitness(1), 'quorum none');
      const line = lineOf(registrationEvent(`WAITED-${command}`, 'trader'), 'OPERATOR');
      const lines = await place.file('waited.jsonl', `${line}\n`);
      const signed = join(place.folder, 'waited.signed');
      if (command === 'submit') await place.prepare(['sign', lines, '-o', signed]);
      const { code, stdout, stderr } = await place.run([
        command,
        command === 'submit' ? signed : lines,
        '--wait-published',
      ]);
      expect({ code, stderr }).toEqual({ code: 0, stderr: expect.stringMatching(/^(w[12]: cosigned at .*\n){2}$/) });
      expect(stdout).toMatch(/Published up to size \d+\.\n$/);
      expect(signatureLines((await checkpoint()).value.note), 'and what they sign is kept').toHaveLength(3);
    },
  );
});

describe('prove --as-published', () => {
  test('gives a file that holds before a policy of witnesses, and says when that takes more', async () => {
    await writePolicy(...both());
    const witnessed = await recordOne();
    const { size } = (await checkpoint('--wait-witnessed')).value;
    const fresh = await recordOne();
    const file = join(place.folder, 'event.bundle');
    const prove = (id: string, ...options: string[]) => place.run(['prove', id, '-o', file, ...options]);
    const early = await prove(fresh, '--as-published');
    expect(early.code).toBe(1);
    expect(early.stderr).toContain(`in the first ${size + 1} entries, and what is published has ${size} entries: run`);

    const alone = await prove(witnessed);
    expect(alone).toMatchObject({
      code: 0,
      stderr: expect.stringContaining('For a file that\nhas them give --as-pub'),
    });
    const path = await policyOf(`log ${logKey}`, ...both());
    expect(await place.run(['verify-bundle', file, '--policy', path])).toMatchObject({ code: 1, stderr: '' });
    expect(await prove(witnessed, '--as-published')).toMatchObject({ code: 0, stderr: '' });
    const { code, stdout } = await place.run(['verify-bundle', file, '--policy', path]);
    expect({ code, stdout }).toMatchObject({ code: 0, stdout: expect.stringMatching(/^VALID, level witnessed\n/) });
    const hint = `No witness was asked for. If you trust those of your data folder: --policy ${policyPath()}\n`;
    const unasked = await place.run(['verify-bundle', file, '--trust', logKey]);
    expect(unasked).toMatchObject({
      code: 0,
      stderr: hint,
      stdout: expect.stringMatching(/^VALID, level checkpoint\n/),
    });
    const own = await place.run(['verify-bundle', file, '--trust', logKey, '--policy', policyPath()]);
    expect(own).toMatchObject({ code: 0, stderr: '', stdout: expect.stringMatching(/^VALID, level witnessed\n/) });
  });
});

const policyOf = async (...lines: string[]) => place.file('policy.txt', `${lines.join('\n')}\n`);
const both = () => [lineOfWitness(0), lineOfWitness(1), 'group both all w1 w2', 'quorum both'];

describe('verify --policy', () => {
  test('reaches the level witnessed, says who has seen what, and how far the other levels go', async () => {
    const { size } = (await checkpoint('--wait-witnessed')).value;
    await recordOne();
    const path = await policyOf(`log ${logKey}`, ...both());
    const { code, stdout } = await place.run(['verify', '--policy', path]);
    expect(code).toBe(0);
    expect(stdout).toContain('VALID · level witnessed');
    expect(stdout).toMatch(
      new RegExp(`witnessed: the first ${size} entries have been seen, so and not otherwise, by\n`),
    );
    expect(stdout).toMatch(/ {4}audit\.example\/w1 at 20.*\n {4}customs\.example\/w1 at 20/);
    expect(stdout).toContain('1 entry after it: level chain');
  });

  test('takes the key of the log from --trust as well, and says when the witnesses are too few', async () => {
    const path = await policyOf(lineOfWitness(0), 'witness w9 nobody.example/w+00000000+AAAA', 'quorum w1');
    const bad = await place.run(['verify', '--policy', path]);
    expect(bad.code).toBe(2);
    expect(bad.stderr).toContain('policy.txt: line 2: ');
    const other = await serveWitness(folder, 'other', logKey);
    other.running.process.kill();
    await other.running.result;
    const three = await policyOf(`witness w3 ${other.verifierKey}`, 'quorum w3');
    const { code, stdout } = await place.run(['verify', '--policy', three, '--trust', logKey]);
    expect(code).toBe(0);
    expect(stdout).toContain('VALID · level checkpoint');
    expect(stdout).toContain('not witnessed: no checkpoint has the cosignatures that the policy asks for');
    const keyless = await place.run(['verify', '--policy', three]);
    expect(keyless.code).toBe(2);
    expect(keyless.stderr).toContain('it has no line "log <key>" and there is no --trust <key>');
  });

  test('counts the cosignatures of a note that was kept, and refuses one with a bad one', async () => {
    const path = await policyOf(`log ${logKey}`, ...both());
    const { note } = (await checkpoint('--wait-witnessed')).value;
    const kept = await place.file('kept.txt', note);
    const { value } = await place.json<{ level: string }>(['verify', '--policy', path, '--checkpoint', kept]);
    expect(value.level).toBe('witnessed');
    const damaged = note.replace(
      /(audit\.example\/w1 .{30})(.)/,
      (_, start, digit) => `${start}${digit === 'A' ? 'B' : 'A'}`,
    );
    expect(damaged).not.toBe(note);
    await writeFile(kept, damaged);
    const refused = await place.run(['verify', '--policy', path, '--checkpoint', kept]);
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain('the cosignature of "audit.example/w1" is not one of this checkpoint');
  });
});

describe('witness status', () => {
  interface Status {
    readonly entries: number;
    readonly published: number;
    readonly witnesses: readonly {
      readonly witness: string;
      readonly cosignedEntries: number;
      readonly behindEntries: number;
      readonly behindSeconds: number;
      readonly answer: { readonly outcome: string; readonly entries?: number } | null;
    }[];
  }
  const status = async () => (await place.json<Status>(['witness', 'status'])).value;

  test('measures how far each witness is behind, by entries and time, until it has cosigned', async () => {
    await writePolicy(lineOfWitness(0), lineOfWitness(1), 'group both all w1 w2', 'quorum both');
    const { size } = (await checkpoint('--wait-witnessed')).value;
    await recordOne();
    await recordOne();
    const late = await status();
    expect(late).toMatchObject({ entries: size + 2, published: size });
    for (const witness of late.witnesses) {
      expect(witness).toMatchObject({
        cosignedEntries: size,
        behindEntries: 2,
        answer: { outcome: 'shows', entries: size },
      });
      expect(witness.behindSeconds).toBeLessThan(60);
    }
    expect((await checkpoint('--wait-witnessed')).code).toBe(0);
    const { witnesses: current, entries } = await status();
    for (const witness of current) {
      expect(witness).toMatchObject({
        cosignedEntries: entries,
        behindEntries: 0,
        behindSeconds: 0,
        answer: { outcome: 'shows', entries },
      });
    }
  });

  test('shows people who is behind and who does not answer', async () => {
    await writePolicy(
      lineOfWitness(0),
      `witness away ${(witnesses[1] as ServedWitness).verifierKey} http://127.0.0.1:1`,
      'quorum none',
    );
    await recordOne();
    const { stdout, code } = await place.run(['witness', 'status']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^w1 +\d+ +20\S+ +1 +<1min +\d+ entries$/m);
    expect(stdout).toMatch(/^away +\d+ +20\S+ +1 +<1min +connect ECONNREFUSED/m);
    expect(stdout).toMatch(/\d+ entries, \d+ of them published\./);
  });
});

describe('time-stamps', () => {
  test('are asked of the authority that is named; when it gives none the checkpoint is published all the same', async () => {
    await writePolicy('quorum none');
    await recordOne();
    const { code, value, stderr } = await place.json<{ size: number; isNew: boolean; timestamp: null }>([
      'checkpoint',
      '--timestamp',
      'http://127.0.0.1:1/tsa',
    ]);
    expect(code).toBe(1);
    expect(value).toMatchObject({ isNew: true, timestamp: null });
    expect(stderr).toMatch(/no time-stamp from http:\/\/127\.0\.0\.1:1\/tsa: connect ECONNREFUSED/);
  });

  test.each([
    [['--timestamp', 'x'], '--timestamp needs --timestamp-authority <pem>'],
    [['--timestamp-authority', 'policy.txt'], 'witness-policy.txt: it has no certificate'],
    [['--timestamp-authority', 'none.pem'], '--timestamp-authority none.pem cannot be read: there is no such file'],
  ])('verify refuses %j', async (options, message) => {
    const given = options.map((option) => (option === 'policy.txt' ? policyPath() : option));
    const { code, stderr } = await place.run(['verify', ...given]);
    expect(code).toBe(2);
    expect(stderr).toContain(message);
  });
});

describe('events', () => {
  test('shows when each was seen by a witness, and leaves that open of what no witness has seen', async () => {
    await writePolicy(lineOfWitness(0), 'quorum none');
    await recordOne();
    const { stdout } = await place.run(['events']);
    expect(stdout.split('\n')[0]).toMatch(/ late {2}witnessed {2}by /);
    const { value } = await place.json<{ witnessedAt: string | null; recordedAt: string }[]>(['events']);
    expect(value.at(-1)?.witnessedAt).toBeNull();
    expect(value[0]?.witnessedAt).toMatch(/^20\d\d-.*Z$/);
  });

  test('has no such column where there are no witnesses', async () => {
    await writePolicy('quorum none');
    expect((await place.run(['events'])).stdout).not.toContain('witnessed');
  });
});
