import { X509Certificate } from 'node:crypto';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Checkpoint } from '@lodestone/proof/checkpoint.ts';
import { testDatabase } from '@lodestone/testkit/test-database.ts';
import { Certificate, ContentInfo, SignedData, TimeStampResp } from 'pkijs';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type Ledger, openLedger } from '../src/open-ledger.ts';
import { type PublishedCheckpoint, publishCheckpoint } from '../src/publish/publish-checkpoint.ts';
import { obtainTimestamp, stampedBytes, timestampPath } from '../src/witness/timestamp-store.ts';
import { checkTimestamp, imprintOf, parseCertificates, requestTimestamp } from '../src/witness/timestamp-token.ts';
import { NO_TRUST } from '../src/audit/verify-checkpoints.ts';
import { verifyLedger } from '../src/audit/verify-ledger.ts';
import { auditTimestamps, type KeptTimestamp } from '../src/audit/verify-timestamps.ts';
import { openGrower } from './grow-ledger.ts';
import { createAuthority, OPENSSL_IS_THERE, type OpensslAuthority } from './openssl-authority.ts';
import { registration } from './submissions.ts';
import type { Owner } from './tampering.ts';
import { createTestLedger, record, testFolders } from './test-ledger.ts';
import { answeringServer } from './test-witness.ts';
import { STAMPED_AT, STAMPED_TEXT, TIMESTAMP_ANSWER, TIMESTAMP_AUTHORITY } from './timestamp-vector.ts';

const trustIn = (pem: string) => {
  const parsed = parseCertificates(pem);
  if (!parsed.ok) throw new Error(parsed.problem);
  return parsed.value;
};

describe('a time-stamp that was made by OpenSSL', () => {
  const message = Buffer.from(STAMPED_TEXT);
  const answer = Buffer.from(TIMESTAMP_ANSWER, 'base64');
  const trusted = trustIn(TIMESTAMP_AUTHORITY);
  const good = { ok: true, value: { at: STAMPED_AT, authority: 'CN=Test stamping' } };

  test('says when the text was there, and who says so', async () => {
    expect(await checkTimestamp(answer, message, trusted)).toEqual(good);
  });

  test('is of no other text, and of no other authority', async () => {
    const other = Buffer.from(STAMPED_TEXT.replace('\n3\n', '\n4\n'));
    expect(await checkTimestamp(answer, other, trusted)).toMatchObject({ problem: expect.stringContaining('is over') });
    expect(await checkTimestamp(answer, message, [])).toMatchObject({ ok: false });
  });

  test('with any byte changed is refused, or says the same', { timeout: 120_000 }, async () => {
    let refused = 0;
    for (let place = 0; place < answer.length; place++) {
      const changed = Buffer.from(answer);
      changed[place] = (changed[place] ?? 0) ^ 1;
      const checked = await checkTimestamp(changed, message, trusted);
      if (checked.ok) expect(checked, `byte ${place}`).toEqual(good);
      else refused += 1;
    }
    expect(refused).toBeGreaterThan(answer.length / 2);
  });

  test.each(['', '\0', '0', 'x'.repeat(1_000)])('is not %j', async (bytes) => {
    const checked = await checkTimestamp(Buffer.from(bytes), message, trusted);
    expect(checked).toMatchObject({ ok: false });
    expect(imprintOf(Buffer.from(bytes))).toMatchObject({ ok: false });
  });

  test('whose certificates are none says so', () => {
    expect(parseCertificates('no certificate')).toMatchObject({ ok: false });
    expect(parseCertificates(TIMESTAMP_AUTHORITY.replace(/\n[A-Z]/, '\nx'))).toMatchObject({ ok: false });
  });
});

/** The same answer with another certificate in it: certificates are not signed. */
function withCertificate(answer: Uint8Array, pem: string): Uint8Array {
  const response = TimeStampResp.fromBER(Uint8Array.from(answer).buffer);
  const signed = new SignedData({ schema: response.timeStampToken?.content });
  signed.certificates = [Certificate.fromBER(Uint8Array.from(new X509Certificate(pem).raw).buffer)];
  response.timeStampToken = new ContentInfo({ contentType: '1.2.840.113549.1.7.2', content: signed.toSchema(true) });
  return new Uint8Array(response.toSchema().toBER());
}

const script = await answeringServer();

const serve = (by: OpensslAuthority) => {
  script.answeringBytes = (query, response) => response.end(by.answer(query));
};

const keep = (answer: Uint8Array) => {
  const imprint = imprintOf(answer);
  if (!imprint.ok) throw new Error(imprint.problem);
  return new Map([[imprint.value, { path: 'kept.tsr', answer }]]);
};

describe.runIf(OPENSSL_IS_THERE)('with an authority', () => {
  const testing = testDatabase();
  const folders = testFolders();
  let authority: OpensslAuthority;
  let rsaAuthority: OpensslAuthority;
  let owner: Owner;
  let ledger: Ledger;
  let published: PublishedCheckpoint;

  beforeAll(async () => {
    authority = createAuthority();
    rsaAuthority = createAuthority({ key: 'rsa' });
    owner = await openGrower(testing.url);
    const created = await createTestLedger(testing.url, await folders.make(), 'example.org/stamped');
    ledger = await openLedger(created.place, created.origin);
    await record(ledger, [{ by: 'OPERATOR', event: registration('TRADER-A') }]);
    published = await publishCheckpoint(ledger);
    await record(ledger, [{ by: 'OPERATOR', event: registration('TRADER-B') }]);
  });
  afterEach(() => rm(join(ledger.dataFolder, 'timestamps'), { recursive: true, force: true }));
  afterAll(async () => {
    for (const { folder } of [authority, rsaAuthority]) await rm(folder, { recursive: true, force: true });
    await ledger.close();
    await owner.close();
  });

  const obtain = () => obtainTimestamp(ledger.dataFolder, published, `${script.url}/tsa`);
  const verify = (by: OpensslAuthority, kept: ReadonlyMap<string, KeptTimestamp> = new Map()) => {
    const timestamps = { authorities: trustIn(by.certificates), kept };
    return verifyLedger(ledger, { only: 'chain', trust: { ...NO_TRUST, timestamps } });
  };
  const stamp = (by: OpensslAuthority, { checkpoint }: { readonly checkpoint: Checkpoint } = published) =>
    by.answer(requestTimestamp(stampedBytes(checkpoint)).der);

  test.each(['ec', 'rsa'] as const)('whose key is %s, a checkpoint is stamped, and verified offline', async (kind) => {
    const by = kind === 'ec' ? authority : rsaAuthority;
    serve(by);
    expect(await obtain()).toEqual({
      ok: true,
      value: { path: timestampPath(ledger.dataFolder, published.checkpoint) },
    });
    const verdict = await verify(by);
    const { size } = published.checkpoint;
    expect(verdict).toMatchObject({ verdict: 'valid', timestamp: { size, authority: 'CN=Test stamping' } });
    expect(Math.abs(Date.parse(verdict.timestamp?.at ?? '') - Date.now())).toBeLessThan(120_000);
    // Nobody who names no authority believes one.
    expect((await verifyLedger(ledger, { only: 'chain' })).timestamp).toBeNull();
  });

  test('what is kept is what OpenSSL verifies, over the three lines of the checkpoint', async () => {
    serve(authority);
    const obtained = await obtain();
    if (!obtained.ok) throw new Error(obtained.problem);
    const text = published.note.slice(0, published.note.indexOf('\n\n') + 1);
    const said = authority.verify(text, obtained.value.path);
    expect(said).toContain('Verification: OK');
  });

  test('is asked once for one checkpoint', async () => {
    serve(authority);
    script.asked.length = 0;
    await obtain();
    await obtain();
    expect(script.asked).toHaveLength(1);
  });

  test('nothing is kept of an answer to another question, of a refusal, or of nonsense', async () => {
    const other = requestTimestamp(stampedBytes({ ...published.checkpoint, size: 99 })).der;
    const again = requestTimestamp(stampedBytes(published.checkpoint)).der;
    const answers: [() => Uint8Array, string][] = [
      [() => authority.answer(other), 'the token is over'],
      [() => authority.answer(again), 'it has another nonce'],
      [() => authority.answer(Buffer.from('nonsense')), 'has not granted it: status 2'],
      [() => Buffer.from('<html>'), 'cannot be read'],
    ];
    for (const [answer, problem] of answers) {
      script.answeringBytes = (_, response) => response.end(answer());
      expect(await obtain()).toEqual({ ok: false, problem: expect.stringContaining(problem) });
    }
    script.answeringBytes = (_, response) => response.writeHead(503).end();
    expect(await obtain()).toEqual({ ok: false, problem: 'it answered with status 503' });
    await expect(readFile(timestampPath(ledger.dataFolder, published.checkpoint))).rejects.toThrow('ENOENT');
  });

  test('another than the trusted one is a failure, and so is a certificate for other purposes, or SHA-1', async () => {
    const stranger = await verify(authority, keep(stamp(rsaAuthority)));
    expect(stranger).toMatchObject({ verdict: 'invalid', timestamp: null, failures: [{ kind: 'timestamp' }] });
    expect(stranger.failures[0]?.message).toContain('the time-stamp kept.tsr: ');
    const query = requestTimestamp(stampedBytes(published.checkpoint)).der;
    const answer = authority.answer(query, 'sha1');
    const [imprint = ''] = keep(stamp(authority)).keys();
    const weak = await verify(authority, new Map([[imprint, { path: 'weak.tsr', answer }]]));
    expect(weak.failures).toMatchObject([
      { kind: 'timestamp', found: 'it is signed over a hash that is none of SHA-2' },
    ]);
    const other = await verify(authority, keep(withCertificate(stamp(authority), authority.otherPurpose)));
    expect(other.failures).toMatchObject([{ kind: 'timestamp' }]);
    expect(other.failures[0]?.found).toContain('is not one for time-stamping alone');
  });

  test('a time-stamp of no checkpoint here is a failure', async () => {
    const foreign = { checkpoint: { ...published.checkpoint, size: 99 } };
    const { failures } = await verify(authority, keep(stamp(authority, foreign)));
    expect(failures).toMatchObject([{ kind: 'timestamp', position: null }]);
    expect(failures[0]?.message).toContain('which is no checkpoint of this ledger');
  });

  test('an entry that says it was recorded after it was stamped is a failure; one that came after is not', async () => {
    const kept = keep(stamp(authority));
    const last = published.checkpoint.size - 1;
    expect((await verify(authority, kept)).failures).toEqual([]);
    const later = new Date(Date.now() + 600_000).toISOString();
    const readRecordedAt = () => Promise.resolve(new Map([[last, later]]));
    const failures: string[] = [];
    const trust = { authorities: trustIn(authority.certificates), kept };
    const audit = auditTimestamps({ trust, readKept: () => Promise.resolve(null), readRecordedAt }, ({ kind }) =>
      failures.push(kind),
    );
    await audit.take(published.checkpoint);
    expect(failures).toEqual(['time']);
  });
});
