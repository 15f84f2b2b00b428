/** Ten years of lists that come, change and go, at random: what was decided is decided again when the ledger is replayed. */
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { applyFact } from '../src/facts/apply-fact.ts';
import { classify } from '../src/controls/classify.ts';
import { CONTROLS, type ControlRegister, registerOf } from '../src/controls/control-register.ts';
import type { ControlledMaterial } from '../src/controls/controlled-material.ts';
import { listStanding } from '../src/controls/list-standing.ts';
import { docketName } from '../src/docket.ts';
import { OPERATOR } from '../src/operator.ts';
import { attempt, type EventDraft, openWorld, type World } from '../testing/given.ts';

const COUNTRIES = ['DE', 'IN', 'JP', 'US'] as const;
/** Of these no item speaks. */
const UNNAMED = ['BR', 'CH', 'ZA'] as const;
const MONTHS = Array.from({ length: 120 }, (_, month) => {
  return `${2020 + Math.floor(month / 12)}-${String((month % 12) + 1).padStart(2, '0')}-01T00:00:00.000Z`;
});
const time = fc.constantFrom(...MONTHS);
const list = fc.constantFrom('A', 'B', 'C');
const sources = ['the gazette'];

const scope = fc.oneof(
  fc.constant({}),
  fc.subarray([...COUNTRIES], { minLength: 1 }).map((destinations) => ({ destinations })),
  fc.subarray([...COUNTRIES], { minLength: 1 }).map((exceptDestinations) => ({ exceptDestinations })),
);
const item = fc.record({
  description: fc.constant('as it says'),
  elements: fc.subarray(['Nd', 'Dy', 'Tb'], { minLength: 1 }),
  requires: fc.constantFrom('licence', 'prohibited', 'notice'),
});
const items = fc
  .array(fc.tuple(item, scope), { minLength: 1, maxLength: 3 })
  .map((all) => all.map(([stated, where], index) => ({ code: `I${index}`, ...stated, ...where })));

const published = fc
  .record({ list, validFrom: time, isConfirmed: fc.boolean(), items, supersedes: fc.option(list, { nil: undefined }) })
  .map(({ supersedes, ...members }) => ({
    type: 'control-list-published',
    title: 'a list',
    jurisdiction: 'CN',
    sources,
    ...members,
    ...(supersedes !== undefined && { supersedes }),
  }));
const suspended = fc
  .record({
    list,
    from: time,
    months: fc.integer({ min: 0, max: 24 }),
    afterwards: fc.constantFrom('in-force', 'unknown', 'ended'),
  })
  .map(({ months, afterwards, ...members }) => {
    const to = MONTHS[MONTHS.indexOf(members.from) + months];
    const isOver = to !== undefined && months > 0;
    return { type: 'control-list-suspended', ...members, sources, ...(isOver && { to, afterwards }) };
  });
const ended = fc
  .record({ list, from: time })
  .map((members) => ({ type: 'control-list-ended', ...members, reason: 'repealed', sources }));

const history = fc.array(
  fc.oneof({ weight: 5, arbitrary: published }, { weight: 3, arbitrary: suspended }, { weight: 2, arbitrary: ended }),
  { maxLength: 30, size: 'max' },
);

const material = (elementMilligrams: ControlledMaterial['elementMilligrams']): ControlledMaterial => {
  return { form: 'magnet', product: 'N35', grade: null, netMilligrams: 1_000_000n, elementMilligrams, notDetected: [] };
};
const MATERIALS = [material({ Nd: 300_000n }), material({ Nd: 290_000n, Dy: 10_000n, Tb: 0n }), material({})];

/** What the rules say of an event; the ledger goes on with it where they accept. */
function play(world: World, draft: EventDraft): string {
  const decision = attempt(world, OPERATOR, draft);
  if (!decision.accepted) return decision.refusal.code;
  for (const fact of decision.facts) applyFact(world.state, fact, decision.party, '2026-03-01T08:00:00.000Z');
  world.position += 1;
  return 'accepted';
}

function stepsIn({ state }: World) {
  return state.dockets.get(docketName('control-register', CONTROLS))?.steps ?? [];
}

function classifyAll(register: ControlRegister, destinations: readonly string[]) {
  return MONTHS.filter((_, month) => month % 11 === 0).flatMap((at) =>
    destinations.map((destination) =>
      MATERIALS.map((each) => {
        const { verdict, controls } = classify(each, { destination, endUser: null, at, hsCode: null }, register);
        return [verdict, ...controls.map(({ code }) => code)].join(' ');
      }).join(' | '),
    ),
  );
}

test('ten years of rule history replay to the same decisions', () => {
  fc.assert(
    fc.property(history, (drafts) => {
      const world = openWorld();
      const told = drafts.map((draft) => {
        const said = play(world, draft);
        return { draft, said, classified: classifyAll(registerOf(stepsIn(world)), COUNTRIES) };
      });
      const accepted = told.filter(({ said }) => said === 'accepted');
      const replayed = openWorld();
      for (const { draft } of accepted) expect(play(replayed, draft)).toBe('accepted');
      // What was known then is the docket up to then, whatever was recorded since.
      const steps = stepsIn(replayed);
      const again = accepted.map((_, index) => classifyAll(registerOf(steps.slice(0, index + 1)), COUNTRIES));
      expect(again).toEqual(accepted.map(({ classified }) => classified));
    }),
    { numRuns: 15 },
  );
});

test('a list never says two things at one time, and what is ended never comes back', () => {
  fc.assert(
    fc.property(history, (drafts) => {
      const world = openWorld();
      for (const draft of drafts) play(world, draft);
      for (const one of registerOf(stepsIn(world)).lists) {
        for (const at of MONTHS) {
          const inForce = one.versions.filter(
            ({ validFrom, validTo }) => validFrom <= at && (validTo === null || at < validTo),
          );
          const stopped = one.suspensions.filter(({ from, to }) => from <= at && (to === null || at < to));
          expect([inForce.length <= 1, stopped.length <= 1]).toEqual([true, true]);
          if (one.endedFrom !== null && one.endedFrom <= at) expect(listStanding(one, at).status).toBe('ended');
        }
      }
    }),
    { numRuns: 50 },
  );
});

test('the same rule gives the same result for all countries that no item names', () => {
  fc.assert(
    fc.property(history, (drafts) => {
      const world = openWorld();
      for (const draft of drafts) play(world, draft);
      const [first, ...others] = UNNAMED.map((country) => classifyAll(registerOf(stepsIn(world)), [country]));
      for (const other of others) expect(other).toEqual(first);
    }),
    { numRuns: 15 },
  );
});
