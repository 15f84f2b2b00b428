import { describe, expect, test } from 'vitest';
import { cosignerKeyOf, formatCosignerKey } from '../src/cosignature.ts';
import { publicKeyOf } from '../src/ed25519.ts';
import { formatPublicKey } from '../src/public-key.ts';
import { formatVerifierKey } from '../src/verifier-key.ts';
import { meetsQuorum, parseWitnessPolicy, type WitnessPolicy } from '../src/witness-policy.ts';

const keyOf = (seed: number) => publicKeyOf(new Uint8Array(32).fill(seed));
const log = formatVerifierKey('example.org/first', keyOf(100));
const witnessOf = (seed: number) =>
  formatCosignerKey(cosignerKeyOf(`witness.example/${seed}`, formatPublicKey(keyOf(seed))));

function read(text: string): WitnessPolicy {
  const parsed = parseWitnessPolicy(text);
  if (!parsed.ok) throw new Error(parsed.problem);
  return parsed.value;
}

/** The example of C2SP tlog-policy, with keys. */
const EXAMPLE = `
log ${log}

# X
witness X1 ${witnessOf(1)} https://x1.example/
 witness\tX2 ${witnessOf(2)}
witness X3 ${witnessOf(3)}
group X-witnesses 2 X1 X2 X3

witness Y1 ${witnessOf(4)}
witness Y2 ${witnessOf(5)}
witness Y3 ${witnessOf(6)}
group Y-witnesses any Y1 Y2 Y3

group X-and-Y all X-witnesses Y-witnesses
quorum X-and-Y
`;

describe('the example of C2SP tlog-policy', () => {
  const policy = read(EXAMPLE);

  test('names its log and witnesses', () => {
    expect(policy.logs.map(({ key, url }) => [key.name, url])).toEqual([['example.org/first', null]]);
    expect(policy.witnesses.map(({ name }) => name)).toEqual(['X1', 'X2', 'X3', 'Y1', 'Y2', 'Y3']);
    expect(policy.witnesses[0]?.url).toBe('https://x1.example/');
  });

  test('is met by two of X and one of Y, whichever: every set of witnesses', () => {
    for (let set = 0; set < 64; set++) {
      const who = policy.witnesses.filter((_, place) => (set & (1 << place)) !== 0);
      const ofX = who.filter(({ name }) => name.startsWith('X')).length;
      const expected = ofX >= 2 && who.length > ofX;
      expect(meetsQuorum(policy, new Set(who.map(({ key }) => key))), who.map(({ name }) => name).join()).toBe(
        expected,
      );
    }
  });
});

test('no quorum is met by nobody', () => {
  expect(meetsQuorum(read('quorum none\n'), new Set())).toBe(true);
});

test('one witness may be the quorum', () => {
  const policy = read(`witness W ${witnessOf(1)}\nquorum W\n`);
  expect(meetsQuorum(policy, new Set())).toBe(false);
  expect(meetsQuorum(policy, new Set(policy.witnesses.map(({ key }) => key)))).toBe(true);
});

test.each([
  ['', 'a policy has one quorum line'],
  [`witness W ${witnessOf(1)}\n`, 'a policy has one quorum line'],
  ['quorum none\nquorum none\n', 'line 2: there is a quorum line already'],
  ['quorum W\n', 'line 1: "W" is no witness or group of a line before'],
  ['quorum\n', 'line 1: "" is no witness or group'],
  ['quorum none more\n', 'line 1: a quorum is one name'],
  ['trust W\n', 'line 1: a line begins with log, witness, group or quorum, found "trust"'],
  [`log ${witnessOf(1)}\n`, 'line 1: the verifier key "witness.example/1" is not Ed25519'],
  [`log ${log}\nlog ${log}\n`, 'line 2: this key is that of another log already'],
  [`witness W ${log}\n`, 'line 1: the verifier key "example.org/first" is not of a witness'],
  [`witness none ${witnessOf(1)}\n`, 'line 1: none is not a name'],
  ['witness\n', 'line 1: a name is missing'],
  [`witness W ${witnessOf(1)}\nwitness V ${witnessOf(1)}\n`, 'line 2: this key is that of W already'],
  [`witness W ${witnessOf(1)}\nwitness W ${witnessOf(2)}\n`, 'line 2: W is the name of a line before'],
  [`witness W ${witnessOf(1)} url more\n`, 'line 1: a witness has a name, a key and at most one address'],
  [
    `witness W ${witnessOf(1)}\ngroup G 2 W\n`,
    'line 2: a group of 1 needs all, any, or a number from 1 to 1, found "2"',
  ],
  [`witness W ${witnessOf(1)}\ngroup G 0 W\n`, 'line 2: a group of 1 needs'],
  [`witness W ${witnessOf(1)}\ngroup G all\n`, 'line 2: a group of 0 needs'],
  [`witness W ${witnessOf(1)}\ngroup G any W\ngroup H any W\n`, 'line 3: W is a member of a group already'],
  [`witness W ${witnessOf(1)}\ngroup G any W V\n`, 'line 2: "V" is no witness or group'],
  [
    'quorum none\r\n',
    'line 1: it ends in a carriage return: the lines of a policy end in a line feed alone; save it so',
  ],
])('%j is refused', (text, problem) => {
  const parsed = parseWitnessPolicy(text);
  expect(parsed.ok ? '' : parsed.problem).toContain(problem);
});
