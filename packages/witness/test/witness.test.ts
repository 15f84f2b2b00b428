import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openCosignatures } from '@lodestone/proof/cosignature.ts';
import { verifyEd25519 } from '@lodestone/proof/ed25519.ts';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createWitness, type Witness } from '../src/witness.ts';
import { openWitnessState, originHashOf, type WitnessState } from '../src/witness-state.ts';
import { logKey, noteOf, ORIGIN, requestOf, textOf, witnessKey, witnessSign } from './test-log.ts';

let folder: string;
let state: WitnessState;
let witness: Witness;

/** A witness says seconds, and none that is not there yet. */
const TIME = Date.parse('2026-03-01T08:00:00.999Z');
const openState = () => openWitnessState(join(folder, 'witness.sqlite'));
const witnessOn = (on: WitnessState) =>
  createWitness({ key: witnessKey, sign: witnessSign, logs: [logKey], state: on, now: () => TIME });

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lodestone-witness-'));
  state = openState();
  witness = witnessOn(state);
});

afterEach(async () => {
  state.close();
  await rm(folder, { recursive: true });
});

const statusOf = (body: string) => witness.addCheckpoint(body).status;

describe('a witness', () => {
  test('cosigns what continues what it has cosigned, step by step, and the same again', () => {
    for (const [oldSize, size] of [
      [0, 1],
      [1, 1],
      [1, 5],
      [5, 300],
      [300, 300],
    ] as const) {
      const answer = witness.addCheckpoint(requestOf(oldSize, size));
      if (answer.status !== 200) throw new Error(answer.problem);
      const cosigned = openCosignatures(noteOf(size) + answer.cosignature, [witnessKey], verifyEd25519);
      const { cosignature: line } = answer;
      expect(cosigned).toEqual({
        ok: true,
        value: [{ key: witnessKey, timestamp: Date.parse('2026-03-01T08:00:00.000Z') / 1_000, line }],
      });
      expect(state.seen(ORIGIN)?.size).toBe(size);
    }
  });

  test('says what it has cosigned to whoever thinks otherwise, and cosigns nothing then', () => {
    expect(statusOf(requestOf(0, 5))).toBe(200);
    expect(witness.addCheckpoint(requestOf(0, 9))).toMatchObject({ status: 409, size: 5 });
    expect(witness.addCheckpoint(requestOf(4, 9))).toMatchObject({ status: 409, size: 5 });
    expect(witness.addCheckpoint(requestOf(4, 4))).toMatchObject({ status: 409, size: 5 });
    expect(state.seen(ORIGIN)?.size).toBe(5);
  });

  test('never cosigns two histories, with whatever proof', () => {
    expect(statusOf(requestOf(0, 5))).toBe(200);
    for (const body of [requestOf(5, 5, 'fork'), requestOf(5, 9, 'fork')]) expect(statusOf(body)).toBe(422);
    expect(state.noteOf(originHashOf(ORIGIN))).toContain(textOf(5));
    expect(statusOf(requestOf(5, 9))).toBe(200);
  });

  test.each([
    ['an old size beyond the checkpoint', requestOf(9, 5), 400],
    ['no request', 'nonsense', 400],
    ['no note', 'old 0\n\nnonsense', 400],
    ['a note that is no checkpoint', `old 0\n\n${noteOf(5).replace('\n5\n', '\nfive\n')}`, 400],
    ['another log', `old 0\n\n${noteOf(5, '', 'example.org/other')}`, 404],
    [
      'nobody’s signature',
      `old 0\n\n${noteOf(5)
        .replace(/— .* /, '— example.org/first ')
        .replace(/.{20}\n$/, 'AAAAAAAAAAAAAAAAAAA=\n')}`,
      403,
    ],
    [
      'a proof where none is needed',
      requestOf(0, 5).replace('old 0\n', `old 0\n${Buffer.alloc(32).toString('base64')}\n`),
      422,
    ],
  ])('answers %s with its status', (_, body, status) => {
    expect(witness.addCheckpoint(body)).toMatchObject({ status, problem: expect.any(String) });
    expect(state.seen(ORIGIN)).toBeNull();
  });

  test('an empty log has the root of nothing, or is refused', () => {
    expect(statusOf(requestOf(0, 0))).toBe(200);
    const [, , root = ''] = textOf(0).split('\n');
    expect(statusOf(requestOf(0, 0).replace(root, Buffer.alloc(32).toString('base64')))).toBe(403);
  });

  test('remembers after it was started again', () => {
    expect(statusOf(requestOf(0, 5))).toBe(200);
    state.close();
    state = openState();
    witness = witnessOn(state);
    expect(witness.addCheckpoint(requestOf(0, 9, 'fork'))).toMatchObject({ status: 409, size: 5 });
    expect(statusOf(requestOf(5, 9))).toBe(200);
  });

  test('shares its memory with a second process on the same state', () => {
    const other = openState();
    expect(statusOf(requestOf(0, 5))).toBe(200);
    expect(witnessOn(other).addCheckpoint(requestOf(0, 9, 'fork'))).toMatchObject({ status: 409, size: 5 });
    other.close();
  });

  test('signs nothing that it cannot keep', () => {
    const failing: WitnessState = {
      ...state,
      keep: () => {
        throw new Error('the disk is full');
      },
    };
    expect(() => witnessOn(failing).addCheckpoint(requestOf(0, 5))).toThrow('the disk is full');
    expect(state.seen(ORIGIN)).toBeNull();
    expect(statusOf(requestOf(0, 5))).toBe(200);
  });
});
