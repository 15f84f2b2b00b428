/**
 * What a facility had, took, made, used and gave in a time, by form and element, as its own party would return it: a fold
 * over observations for what flowed, between the stock at both ends. What is left over in between is what was disposed of,
 * counted away or assayed less.
 */
import { ELEMENT_SYMBOLS } from '@lodestone/custody/element.ts';
import { AMOUNT_MEASURES, type Amounts } from '@lodestone/custody/amounts.ts';
import { type ElementMasses, statedElements, sumElementMasses } from '@lodestone/custody/element-masses.ts';
import type { EventOf } from '@lodestone/custody/event.ts';
import { RETURN_FORMS } from '@lodestone/custody/events/filing-schema.ts';
import type { Observation, ObservedLot } from '@lodestone/lineage/observation.ts';

export type ReturnRow = EventOf<'return-filed'>['figures'][number];
type ReturnForm = ReturnRow['form'];

/** Whose returns are asked for, of which place and time. */
export interface ReportingSite {
  readonly facility: string;
  readonly party: string;
  /** An event that names no facility happened there where the party has no other. */
  readonly isOnlyOne: boolean;
  /** `[from, until)`, RFC 3339. */
  readonly from: string;
  readonly until: string;
}

type Flow = 'in' | 'made' | 'used' | 'out';

/** By form. */
export type SiteFlows = Record<Flow, Map<ReturnForm, ElementMasses>>;

export function startSiteFlows(): SiteFlows {
  return { in: new Map(), made: new Map(), used: new Map(), out: new Map() };
}

export function observeSiteFlow(flows: SiteFlows, observation: Observation, site: ReportingSite): void {
  const at = Date.parse(observation.occurredAt);
  if (at < Date.parse(site.from) || at >= Date.parse(site.until)) return;
  const isHere = (lot: ObservedLot) => placeOf(observation, lot, site) === site.facility;
  switch (observation.kind) {
    case 'origin': {
      const { lot, party } = observation;
      if (party === site.party && isHere(lot))
        add(flows, lot.kind === 'mined' ? 'made' : 'in', lot, lot.made.elementMilligrams);
      return;
    }
    case 'step':
      if (observation.party !== site.party) return;
      for (const { lot, amounts } of observation.inputs)
        if (isHere(lot)) add(flows, 'used', lot, amounts.elementMilligrams);
      for (const lot of observation.outputs) if (isHere(lot)) add(flows, 'made', lot, lot.made.elementMilligrams);
      return;
    case 'receipt':
      if (observation.consignee !== site.party) return;
      for (const { lot, outcome, declared, measured } of observation.lines) {
        if (outcome !== 'rejected' && isHere(lot))
          add(flows, 'in', lot, movedMasses(lot, outcome === 'accepted' ? declared : measured));
      }
      return;
    case 'dispatch':
    case 'exit':
      if ((observation.kind === 'exit' ? observation.exporter : observation.consignor) !== site.party) return;
      for (const { lot, amounts } of observation.lines)
        if (isHere(lot)) add(flows, 'out', lot, movedMasses(lot, amounts));
      return;
    default:
  }
}

/** Where the party had the lot: at the facility that the event names, at its only one, or where it made the lot. */
function placeOf({ facility, party }: Observation, lot: ObservedLot, site: ReportingSite): string | null {
  if (facility !== null && party === site.party) return facility;
  if (site.isOnlyOne) return site.facility;
  return lot.party === site.party ? lot.facility : null;
}

function add(flows: SiteFlows, flow: Flow, { form }: ObservedLot, masses: ElementMasses): void {
  const of = flows[flow];
  const key = form ?? IN_PROCESS;
  of.set(key, sumElementMasses([of.get(key) ?? {}, masses]));
}

/** Of what is moved people state the net mass, and the elements are those of the lot, in proportion. */
function movedMasses({ made }: ObservedLot, moved: Amounts): ElementMasses {
  if (statedElements(moved.elementMilligrams).length > 0) return moved.elementMilligrams;
  const measure = AMOUNT_MEASURES.find((each) => moved[each] !== null && made[each] !== null && made[each] !== 0n);
  if (measure === undefined) return made.elementMilligrams;
  const [part, whole] = [moved[measure] ?? 0n, made[measure] ?? 1n];
  return Object.fromEntries(
    statedElements(made.elementMilligrams).map(([element, mass]) => [element, (mass * part) / whole]),
  );
}

/** What is in a circuit has no form. */
const IN_PROCESS = 'in-process';

/** Stock by form; null is in a circuit. */
export type SiteStock = readonly { readonly form: string | null; readonly elementMilligrams: ElementMasses }[];

/** The rows of a return, by form along the chain and element: those with a figure. */
export function returnRows(opening: SiteStock, flows: SiteFlows, closing: SiteStock): ReturnRow[] {
  return RETURN_FORMS.flatMap((form) => {
    const [opened, closed] = [stockOf(opening, form), stockOf(closing, form)];
    return ELEMENT_SYMBOLS.flatMap((element) => {
      const flow = (name: Flow) => flows[name].get(form)?.[element] ?? 0n;
      const [had, left] = [opened[element] ?? 0n, closed[element] ?? 0n];
      const [taken, made, used, given] = [flow('in'), flow('made'), flow('used'), flow('out')];
      if ([had, left, taken, made, used, given].every((mass) => mass === 0n)) return [];
      return [
        {
          form,
          element,
          openingMilligrams: Number(had),
          inMilligrams: Number(taken),
          madeMilligrams: Number(made),
          usedMilligrams: Number(used),
          outMilligrams: Number(given),
          lostMilligrams: Number(had + taken + made - used - given - left),
          closingMilligrams: Number(left),
        },
      ];
    });
  });
}

function stockOf(stock: SiteStock, form: ReturnForm): ElementMasses {
  const rows = stock.filter((row) => (row.form ?? IN_PROCESS) === form);
  return sumElementMasses(rows.map(({ elementMilligrams }) => elementMilligrams));
}
