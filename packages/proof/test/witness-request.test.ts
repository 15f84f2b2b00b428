import { expect, test } from 'vitest';
import { formatAddCheckpoint, parseAddCheckpoint } from '../src/witness-request.ts';

/** The example of C2SP tlog-witness, `add-checkpoint`. */
const EXAMPLE = `old 20852014
PlRNCrwHpqhGrupue0L7gxbjbMiKA9temvuZZDDpkaw=
jrJZDmY8Y7SyJE0MWLpLozkIVMSMZcD5kvuKxPC3swk=
5+pKlUdi2LeF/BcMHBn+Ku6yhPGNCswZZD1X/6QgPd8=
/6WVhPs2CwSsb5rYBH5cjHV/wSmA79abXAwhXw3Kj/0=

example.com/behind-the-sofa
20852163
CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

\u2014 example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=
`;

test('the example of C2SP tlog-witness is read and written to the same bytes', () => {
  const parsed = parseAddCheckpoint(EXAMPLE);
  if (!parsed.ok) throw new Error(parsed.problem);
  expect(parsed.value.oldSize).toBe(20_852_014);
  expect(parsed.value.proof).toHaveLength(4);
  expect(parsed.value.note.startsWith('example.com/behind-the-sofa\n20852163\n')).toBe(true);
  expect(formatAddCheckpoint(parsed.value)).toBe(EXAMPLE);
});

test('the first request has no proof', () => {
  const body = formatAddCheckpoint({ oldSize: 0, proof: [], note: 'a\n\nb\n' });
  expect(body).toBe('old 0\n\na\n\nb\n');
  expect(parseAddCheckpoint(body)).toEqual({ ok: true, value: { oldSize: 0, proof: [], note: 'a\n\nb\n' } });
});

const HASH = 'PlRNCrwHpqhGrupue0L7gxbjbMiKA9temvuZZDDpkaw=';

test('a proof has up to 63 hashes, as many as a tree is high', () => {
  const parsed = parseAddCheckpoint(`old 5\n${`${HASH}\n`.repeat(63)}\nnote`);
  expect(parsed.ok && parsed.value.proof.length).toBe(63);
});

test.each([
  ['nothing', ''],
  ['no empty line', 'old 5\n'],
  ['no size', 'old \n\nnote'],
  ['a size with a zero in front', 'old 05\n\nnote'],
  ['a size below zero', 'old -5\n\nnote'],
  ['a size that no number holds', 'old 99999999999999999999\n\nnote'],
  ['another word', 'new 5\n\nnote'],
  ['a space more', 'old 5 \n\nnote'],
  ['a hash that is cut short', `old 5\n${HASH.slice(0, 40)}\n\nnote`],
  ['a hash without padding', `old 5\n${HASH.slice(0, -1)}\n\nnote`],
  ['64 hashes', `old 5\n${`${HASH}\n`.repeat(64)}\nnote`],
])('%s is refused', (_, body) => {
  expect(parseAddCheckpoint(body)).toMatchObject({ ok: false, problem: expect.any(String) });
});
