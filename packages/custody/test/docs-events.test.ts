/** docs/events.md tells a story: each of its examples is parsed and decided here, in order, as the page says it is. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { applyFact } from '../src/facts/apply-fact.ts';
import { targetOf } from '../src/correct/correction-target.ts';
import type { Decision } from '../src/decide.ts';
import { parseEvent } from '../src/event.ts';
import { eventNumberOf } from '../src/event-number.ts';
import { eventSchema } from '../src/events/event-schema.ts';
import { FINDING_CODES } from '../src/finding.ts';
import { attempt, emptyWorld, type EventDraft, type World } from '../testing/given.ts';
import { FULL_EVENTS, HASH } from './event-examples.ts';

const readSource = (path: string) => readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8');

interface Example {
  readonly by: string;
  /** The code that the page expects, or undefined when the event is recorded. */
  readonly refused: string | undefined;
  readonly draft: EventDraft;
  /** What the page shows below a refused event. */
  readonly message: string | undefined;
}

const page = readSource('docs/events.md');
const FENCE = /^```json(?: by="([^"]+)")?(?: refused="([^"]+)")?\n(.*?)\n```(?:\n\n```text\n(.*?)\n```)?$/gms;
const examples = [...page.matchAll(FENCE)].map(([, by = '', refused, text = '', message]): Example => {
  return { by, refused, draft: JSON.parse(text) as EventDraft, message };
});

test.each(examples.map(({ draft }) => [draft.type, draft['id'], draft] as const))(
  'the example of %s (%s) is an event',
  (_type, _id, draft) => {
    expect(parseEvent(draft)).toMatchObject({ ok: true });
  },
);

test('every example has an id of its own', () => {
  const ids = examples.map(({ draft }) => draft['id']);
  expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
});

/** Tells the story: every event by the key that the story gave its author. */
function tellStory(): Map<Example, Decision> {
  const world = emptyWorld();
  const keys = new Map<string, string>();
  const decisions = new Map<Example, Decision>();
  for (const example of examples) {
    const { by, draft } = example;
    if (draft.type === 'ledger-opened') keys.set(by, String(draft['operatorKey']));
    const decision = attempt(world, by, draft, keys.get(by));
    decisions.set(example, decision);
    if (!decision.accepted) continue;
    noteDigest(world, draft, decision);
    for (const fact of decision.facts) {
      applyFact(world.state, fact, decision.party, String(draft['occurredAt']));
      if (fact.kind === 'key' && draft.type === 'key-enrolled') keys.set(fact.party, fact.key);
    }
    world.position += 1;
  }
  return decisions;
}

/** Corrections find the event by its digest: docs/format/event.md. The page has no text that JSON could write otherwise. */
function noteDigest(world: World, draft: EventDraft, { party, facts }: Extract<Decision, { accepted: true }>): void {
  const parsed = parseEvent(draft);
  if (!parsed.ok) throw new Error(`${draft.type} is no event`);
  const digest = createHash('sha256')
    .update(`lodestone/event/1\n${canonical(draft)}`)
    .digest('base64url');
  const target = targetOf(world.state, digest, parsed.event, party, eventNumberOf(world.position, 0), facts);
  world.state.targets.set(digest, target);
}

function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1));
  return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${canonical(member)}`).join(',')}}`;
}

describe('the story of docs/events.md', () => {
  const decisions = tellStory();

  test('has an example of every type, recorded', () => {
    const types = eventSchema.options.map(({ shape }) => shape.type.value);
    const recorded = examples.filter(({ refused }) => refused === undefined).map(({ draft }) => draft.type);
    expect(new Set(recorded)).toEqual(new Set(types));
  });

  test.each(examples.filter(({ refused }) => refused === undefined))('records $draft.type $draft.id', (example) => {
    expect(decisions.get(example)).toMatchObject({ accepted: true });
  });

  test.each(examples.filter(({ refused }) => refused !== undefined))(
    'refuses $draft.type $draft.id: $refused',
    (example) => {
      const { refused: code, message } = example;
      expect(decisions.get(example)).toMatchObject({ accepted: false, refusal: { code, message } });
    },
  );
});

test('docs/events.md lists every code of a refusal and of a finding', () => {
  const sources = readSource('packages/custody/src/refusal.ts') + readSource('packages/custody/src/finding.ts');
  const codes = [...sources.matchAll(/^ {2}\| '([a-z-]+)'/gm)].map(([, code]) => code);
  expect(codes.length).toBeGreaterThan(30);
  expect(codes.filter((code) => !page.includes(`\`${code}\``))).toEqual([]);
});

test('docs/format/event.md lists the members that may be sealed', () => {
  const [, list = ''] = /Those members are (.*?)\./s.exec(readSource('docs/format/event.md')) ?? [];
  const documented = [...list.matchAll(/`(\w+)`/g)].map(([, member = '']) => member);
  const events = Object.values(FULL_EVENTS).map((event) => ({ ...event, note: 'plain' }));
  const members = new Set(events.flatMap((event) => Object.keys(event)));
  const sealable = [...members].filter((member) => events.some((event) => member in event && maySeal(event, member)));
  expect(documented.toSorted()).toEqual(sealable.toSorted());
});

/** Whether the event may seal the member that it states. */
function maySeal(event: Readonly<Record<string, unknown>>, member: string): boolean {
  const { [member]: _, ...rest } = event;
  return parseEvent({ ...rest, sealed: { [member]: HASH } }).ok;
}

test('the table of notices has every code', () => {
  const table = page.slice(page.indexOf('## Notices'));
  const codes = [...table.matchAll(/^\| (`[^|]+) \|/gm)].flatMap(([, cell = '']) => cell.match(/[a-z-]+/g) ?? []);
  expect(codes.toSorted()).toEqual([...FINDING_CODES].sort());
});
