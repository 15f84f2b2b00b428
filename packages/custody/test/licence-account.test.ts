/** The accounts of a licence, as double entry: whatever happens, what was granted is what is left, reserved and gone. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { accountsOf, drawnOf, lineAccounts } from '../src/controls/licence-account.ts';
import { foldOf, type KeptLicences } from '../src/controls/kept-licence.ts';
import { drawsOfShipment, lineAccountsOf } from '../src/controls/licence-fold.ts';
import { licenceOf } from '../src/controls/follow-licence.ts';
import type { DocketStep } from '../src/docket.ts';
import { parseEvent } from '../src/event.ts';
import type { JsonObject } from '../testing/json-object.ts';

const LICENCE = 'LIC-1';
const LINES = ['1', '2'];
const at = { id: '0198f3a1-7c3e-7d5a-9b1c-2d3e4f5a6b7c', occurredAt: '2026-03-01T08:00:00.000Z' };

/** What may come along: which shipment, and a number to choose masses by. */
const act = fc.record({
  kind: fc.constantFrom('declare', 'declare', 'exit', 'exit', 'unpack', 'void', 'replace', 'amend'),
  shipment: fc.nat(2),
  masses: fc.tuple(fc.nat(100), fc.nat(100)),
});
type Act = typeof act extends fc.Arbitrary<infer Value> ? Value : never;

/** A shipment as a book that knows nothing of postings has it: by line what is reserved, and what is gone. */
interface Booked {
  reserved: number[];
  consumed: number[];
  declared: number[] | null;
  end: { eventNumber: number; kind: 'exit' | 'unpack' } | null;
}

const step = (eventNumber: number, body: JsonObject, corrects?: number): DocketStep => {
  const parsed = parseEvent({ ...at, ...body });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return { eventNumber, party: 'P', recordedAt: at.occurredAt, event: parsed.event, ...(corrects && { corrects }) };
};

function opening(granted: number): DocketStep[] {
  const lines = LINES.map((line) => ({ line, code: '1C905.a', netMilligrams: granted }));
  const dates = { validFrom: '2026-01-01T00:00:00.000Z', validTo: '2026-12-01T00:00:00.000Z' };
  const asked = {
    kind: 'general',
    lines,
    consignee: 'MOTORS-F',
    endUser: 'Motor works F',
    destination: 'DE',
    ...dates,
  };
  const reason = { reasonCode: 'civil-end-use', reason: 'for motors', legalBasis: 'Decree 792' };
  return [
    step(1, { type: 'licence-applied', licence: LICENCE, ...asked }),
    step(2, { type: 'licence-decided', licence: LICENCE, outcome: 'granted', number: '26', ...dates, ...reason }),
  ];
}

const linesOf = (masses: readonly number[], licence = LICENCE) =>
  masses.map((netMilligrams, index) => ({ licence, line: LINES[index] ?? '', netMilligrams }));

const consumed = (steps: DocketStep[]) =>
  lineAccounts(accountsOf(LICENCE, steps)).map((line) => line.consumedMilligrams);

/** The steps of a history, each with the book after it. Acts that cannot be pass. */
function play(acts: readonly Act[], granted: number): { steps: DocketStep[]; books: Map<string, Booked>[] } {
  const steps = opening(granted);
  const book = new Map<string, Booked>();
  const books = [new Map<string, Booked>(), new Map<string, Booked>()];
  for (const { kind, shipment: number, masses } of acts) {
    const shipment = `S-${number}`;
    const before = book.get(shipment) ?? { reserved: [0, 0], consumed: [0, 0], declared: null, end: null };
    const eventNumber = (steps.length + 1) * 1_000;
    const next = (body: JsonObject, after: Booked, corrects?: number) => {
      steps.push(step(eventNumber, body, corrects));
      book.set(shipment, after);
    };
    const declared = before.declared ?? [0, 0];
    const left = declared.map((mass, index) => Math.min(mass, masses[index] ?? 0));
    const exit = { type: 'shipment-exited', shipment, licenceLines: linesOf(left) };
    const gone = { reserved: [0, 0], consumed: left };
    if (kind === 'amend') {
      const lines = linesOf(masses.map((mass) => mass + 1)).map(({ line, netMilligrams }) => ({ line, netMilligrams }));
      next({ type: 'licence-amended', licence: LICENCE, reason: 'a smaller order', lines }, before);
    } else if (kind === 'declare' && before.end === null) {
      // Every third declaration draws of another licence.
      const licence = masses[0] % 3 === 0 ? 'LIC-2' : LICENCE;
      const lines = masses.map((mass) => mass + 1);
      const drawn = licence === LICENCE ? lines : [0, 0];
      const body = {
        type: 'shipment-declared',
        shipment,
        isControlled: true,
        consignee: 'MOTORS-F',
        destination: 'DE',
      };
      next(
        { ...body, licenceLines: linesOf(lines, licence) },
        { ...before, reserved: drawn, declared: licence === LICENCE ? lines : null },
      );
    } else if (kind === 'exit' && before.end === null && before.declared !== null) {
      next(exit, { ...before, ...gone, end: { eventNumber, kind } });
    } else if (kind === 'unpack' && before.end === null && before.declared !== null) {
      const after = { ...before, reserved: [0, 0], end: { eventNumber, kind } };
      next({ type: 'shipment-unpacked', shipment }, after);
    } else if (kind === 'void' && before.end !== null) {
      const after = { ...before, reserved: declared, consumed: [0, 0], end: null };
      next({ type: 'event-corrected', corrects: 'A'.repeat(43), reason: 'slip' }, after, before.end.eventNumber);
    } else if (kind === 'replace' && before.end?.kind === 'exit') {
      const body = { type: 'event-corrected', corrects: 'A'.repeat(43), reason: 'slip' };
      next({ ...body, replacement: { ...at, ...exit } }, { ...before, ...gone }, before.end.eventNumber);
    } else continue;
    books.push(new Map(book));
  }
  return { steps, books };
}

test('what was granted is available, reserved and consumed at every moment, as a book of each shipment has it', () => {
  const property = fc.property(
    fc.array(act, { minLength: 15, maxLength: 30 }),
    fc.integer({ min: 1, max: 500 }),
    (acts, granted) => {
      const { steps, books } = play(acts, granted);
      const whole = accountsOf(LICENCE, steps);
      for (let count = 2; count <= steps.length; count += 1) {
        const { postings, draws } = accountsOf(LICENCE, steps.slice(0, count));
        // What came before stays as it was posted.
        expect(whole.postings.slice(0, postings.length)).toEqual(postings);
        expect(postings.every(({ from, to, netMilligrams }) => from !== to && netMilligrams > 0n)).toBe(true);
        const accounts = lineAccounts({ postings });
        expect(accounts.map(({ line }) => line)).toEqual(LINES);
        for (const [index, account] of accounts.entries()) {
          const { grantedMilligrams, availableMilligrams, reservedMilligrams, consumedMilligrams } = account;
          expect(availableMilligrams + reservedMilligrams + consumedMilligrams).toBe(grantedMilligrams);
          const sum = (of: 'reserved' | 'consumed') =>
            [...(books[count - 1]?.values() ?? [])].reduce((total, booked) => total + (booked[of][index] ?? 0), 0);
          expect([reservedMilligrams, consumedMilligrams]).toEqual([BigInt(sum('reserved')), BigInt(sum('consumed'))]);
          const held = draws.filter(({ line }) => line === account.line);
          const drawn = held.reduce((total, draw) => total + draw.reservedMilligrams + draw.consumedMilligrams, 0n);
          expect(drawn).toBe(reservedMilligrams + consumedMilligrams);
          expect(drawnOf(LICENCE, steps.slice(0, count)).get(account.line)).toBe(drawn);
        }
      }
    },
  );
  fc.assert(property, { numRuns: 40 });
});

test('a fold that is kept from decision to decision says what one of all steps says, also where a draft was dropped', () => {
  const history = fc.array(act, { minLength: 5, maxLength: 25 });
  const property = fc.property(history, history, fc.array(fc.nat(40)), fc.nat(20), (acts, others, asked, shared) => {
    const { steps } = play(acts, 300);
    // Another history that begins with the same steps, as a draft does.
    const draft = [...steps.slice(0, shared), ...play(others, 200).steps.slice(shared)];
    const kept: KeptLicences = new Map();
    for (const [index, count] of [...asked, steps.length].entries()) {
      const some = (index % 3 === 1 ? draft : steps).slice(0, count);
      const fold = foldOf(kept, LICENCE, some);
      const whole = accountsOf(LICENCE, some);
      expect(fold.licence).toEqual(licenceOf(some));
      expect(lineAccountsOf(fold.lines)).toEqual(lineAccounts(whole));
      expect([...fold.shipments.keys()].flatMap((name) => drawsOfShipment(fold, name))).toEqual(whole.draws);
    }
  });
  fc.assert(property, { numRuns: 60 });
});

test('the net mass of an exit counts for each line that was declared for the whole', () => {
  const body = { shipment: 'S-1', isControlled: true, consignee: 'MOTORS-F', destination: 'DE' };
  const steps = [
    ...opening(100),
    step(3_000, { type: 'shipment-declared', ...body, licenceLines: linesOf([50, 50]) }),
    step(4_000, { type: 'shipment-exited', shipment: 'S-1', netMilligrams: 49 }),
  ];
  expect(consumed(steps)).toEqual([49n, 49n]);
  const parts = [
    ...opening(100),
    step(3_000, { type: 'shipment-declared', ...body, licenceLines: linesOf([50, 20]) }),
    step(4_000, { type: 'shipment-exited', shipment: 'S-1', netMilligrams: 70 }),
  ];
  expect(consumed(parts)).toEqual([50n, 20n]);
});
