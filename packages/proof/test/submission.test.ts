import { describe, expect, test } from 'vitest';
import { signEd25519, verifyEd25519 } from '../src/ed25519.ts';
import { type Enrolment, enrolmentMessage } from '../src/enrolment.ts';
import { publicKeyBytes } from '../src/public-key.ts';
import { checkSubmissionSignature, recordSubmissionId, type Submission, submissionMessage } from '../src/submission.ts';
import { fromBase64Url, fromHex, nodeSha256, readVectors, titleOf, toBase64Url, type Vector } from './vectors.ts';

type Signed = { submission: Submission; message: string; signature: string };
type RecordId = { name: string; author: Submission['author']; events: Submission['events']; id: string };
const submissions = readVectors('submission.json') as {
  secretKey: string;
  cases: Vector<Signed>[];
  recordIds: RecordId[];
};

describe('a submission', () => {
  test.each(submissions.cases.map((vector) => [titleOf(vector), vector] as const))('%s', (_title, vector) => {
    const { submission, message, signature } = vector;
    expect(Buffer.from(submissionMessage(submission)).toString()).toBe(message);
    const isSigned = checkSubmissionSignature(submission, fromBase64Url(signature), verifyEd25519);
    expect(isSigned).toBe(vector.result === 'accepted');
    if (vector.result === 'refused') return;
    expect(toBase64Url(signEd25519(fromHex(submissions.secretKey), submissionMessage(submission)))).toBe(signature);
  });

  test.each(submissions.recordIds)('of $name has the id that its author and digests give', ({ author, events, id }) => {
    expect(recordSubmissionId(author, events, nodeSha256)).toBe(id);
  });

  test('has at least one event and at most 1,000', () => {
    const submission = submissions.cases[0]?.submission as Submission;
    const [digest] = submission.events;
    const withEvents = (count: number) => submissionMessage({ ...submission, events: new Array(count).fill(digest) });
    expect(() => withEvents(0)).toThrow('at least one');
    expect(() => withEvents(1001)).toThrow('found 1001');
    expect(withEvents(1000).length).toBeGreaterThan(46_000);
  });
});

type Enrolled = { enrolment: Enrolment; message: string; signature: string };
const enrolments = readVectors('enrolment.json') as { cases: Vector<Enrolled>[] };

describe('an enrolment', () => {
  test.each(enrolments.cases.map((vector) => [titleOf(vector), vector] as const))('%s', (_title, vector) => {
    const { enrolment, message, signature } = vector;
    const bytes = enrolmentMessage(enrolment);
    expect(Buffer.from(bytes).toString()).toBe(message);
    const isSigned = verifyEd25519(publicKeyBytes(enrolment.key), bytes, fromBase64Url(signature));
    expect(isSigned).toBe(vector.result === 'accepted');
  });
});
