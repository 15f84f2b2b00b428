import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { createLoopTurns } from '../src/files/loop-turns.ts';

describe('work in turns of the event loop', () => {
  test('is done in order, and others are heard between one piece and the next', async () => {
    const inLoopTurn = createLoopTurns();
    const heard: string[] = [];
    const pieces = ['a', 'b', 'c'].map((name) => inLoopTurn(() => heard.push(name)));
    const others = (async () => {
      for (const name of ['1', '2', '3']) {
        await nextTurn();
        heard.push(name);
      }
    })();
    await Promise.all([...pieces, others]);
    expect(heard).toHaveLength(6);
    expect(heard.filter((name) => /[abc]/.test(name))).toEqual(['a', 'b', 'c']);
    // No two pieces follow each other directly.
    expect(heard.join('')).not.toMatch(/[abc]{2}/);
  });

  test('goes on after a piece that throws, after a pause, and with what a piece asks for itself', async () => {
    const inLoopTurn = createLoopTurns();
    const failing = inLoopTurn(() => {
      throw new Error('this one');
    });
    const inner = inLoopTurn(() => inLoopTurn(() => 'within'));
    await expect(failing).rejects.toThrow('this one');
    expect(await inner).toBe('within');
    await nextTurn();
    expect(await inLoopTurn(() => 'after')).toBe('after');
  });
});
