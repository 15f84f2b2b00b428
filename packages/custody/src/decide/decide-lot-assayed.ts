/** What a lot contains is found out, or found out better: the book follows, and the difference is on record. */
import { addAmounts, type Amounts, amountsOf } from '../amounts.ts';
import { assayDifference, findAssayVariances } from '../assay-difference.ts';
import type { LotState } from '../state/state-of-lots.ts';
import { statedElements } from '../element-masses.ts';
import type { EventOf } from '../event.ts';
import { formatKilograms } from '../format-amount.ts';
import { requireNotSpent, requireTimeOrder } from './lot-in-use.ts';
import { totalOxideMass } from '../oxide-mass.ts';
import { describeImpossibleOxides } from './possible-oxides.ts';
import { Refused } from '../refusal.ts';
import { mayAct } from '../role.ts';
import { requireRoomForElements } from './room-for-elements.ts';
import { addFinding, requireParty, requireThing, type Ruling } from './ruling.ts';
import { describeWithSlip } from '../transfer-variance.ts';

type Assay = EventOf<'lot-assayed'>;

/**
 * The assay is of what remains at its place in the log, wherever the lot is: goods are assayed on their way, in a
 * dispute and after they have left. What steps took before keeps its mass. What the assay does not test stays as it was.
 */
export function decideLotAssayed(ruling: Ruling, event: Assay): void {
  const lot = requireThing(ruling, 'lot', 'lot', event.lot);
  requireAssayer(ruling, event, lot);
  requireNotSpent('lot', lot, {});
  requireTimeOrder(ruling, lot);
  requireVersionInOrder(ruling, event, lot);
  const { quantity, laboratory, method, version, uncertaintyPartsPerMillion } = event;
  const { eventNumber, actor } = ruling;
  const by = assayDifference(quantity, lot.remaining);
  const after = addAmounts(lot.remaining, by);
  requireRoomForElements(event.lot, after, quantity.moisturePartsPerMillion);
  requirePossibleOxides(event, lot, after);
  noteDifference(ruling, event, lot);
  const ofLot = { eventNumber, lotNumber: lot.lotNumber, lot: lot.lot } as const;
  ruling.facts.push(
    {
      kind: 'assay',
      ...ofLot,
      party: actor.party,
      laboratory,
      method,
      version,
      uncertaintyPartsPerMillion,
      moisturePartsPerMillion: quantity.moisturePartsPerMillion ?? null,
      notDetected: quantity.notDetected ?? [],
      stated: amountsOf(quantity),
    },
    // One for each assay, whatever the difference: so the latest assay is found by the latest of these.
    { kind: 'change', ...ofLot, cause: 'reassayed', reason: `${version} assay by ${laboratory}`, by },
  );
}

/**
 * A laboratory speaks for itself, of any lot. A custodian hands in what a laboratory has certified, or its own
 * laboratory has found. An umpire stands between the parties: it signs itself, and does not hold the lot.
 */
function requireAssayer(ruling: Ruling, { laboratory: named, version }: Assay, { lot, custodian }: LotState): void {
  const { party, roles } = ruling.actor;
  const laboratory = requireParty(ruling, 'laboratory', named, 'laboratory');
  const isCustodian = custodian === party;
  if (!isCustodian && !mayAct(roles, 'assay')) {
    const message = `lot ${lot} is held by ${custodian}, the assay is by ${party}: its custodian records one, or a laboratory`;
    throw new Refused('not-holder', 'lot', message, { lot, holder: custodian, party });
  }
  if (named !== party && (!isCustodian || version === 'umpire')) {
    const who = isCustodian ? 'an umpire signs its own word' : 'a laboratory signs its own assays';
    const message = `the assay names the laboratory ${named} and is signed by ${party}: ${who}`;
    throw new Refused('laboratory-differs', 'laboratory', message, { lot, laboratory: named, party });
  }
  if (version === 'umpire' && isCustodian) {
    const message = `${named} is to be the umpire over lot ${lot}, which ${custodian} itself holds: an umpire is another laboratory; record the assay as final`;
    throw new Refused('umpire-holds', 'version', message, { lot, laboratory: named, version, expected: 'final' });
  }
  if (named !== party && !mayAct(laboratory.roles, 'assay')) {
    const message = `${named} is ${laboratory.roles.join(', ')}, named as laboratory by ${party}: name a laboratory, or ${party} itself for its own`;
    const facts = { party: named, roles: laboratory.roles.join(', '), needed: 'laboratory' };
    throw new Refused('role', 'laboratory', message, facts);
  }
}

/** An umpire's word is the last one; what is provisional is not expected after what is final. */
function requireVersionInOrder(ruling: Ruling, { lot, version, laboratory }: Assay, { assay }: LotState): void {
  if (assay === null || version === 'umpire' || assay.version === 'provisional') return;
  const said = `lot ${lot} has ${assay.version === 'umpire' ? 'an' : 'a'} ${assay.version} assay by ${assay.laboratory}`;
  if (assay.version === 'umpire') {
    const message = `${said}, this one by ${laboratory} is ${version}: an umpire's word is the last one; what has changed since is an adjustment`;
    const facts = { lot, recorded: assay.version, version, recordedLaboratory: assay.laboratory, laboratory };
    throw new Refused('umpire-recorded', 'version', message, facts);
  }
  if (version !== 'provisional') return;
  addFinding(ruling, 'provisional-after-final', `${said}, this one by ${laboratory} is provisional`);
}

/** A laboratory that finds another thing than the book says, beyond what chance explains, is for somebody to look at. */
function noteDifference(ruling: Ruling, event: Assay, lot: LotState): void {
  const { policy } = ruling.state;
  if (policy === null) throw new Error('an assay is decided before the ledger is open');
  const { quantity, version, laboratory, uncertaintyPartsPerMillion } = event;
  const variances = findAssayVariances(quantity, uncertaintyPartsPerMillion, lot, policy);
  if (variances.length === 0) return;
  const differences = variances
    .map((variance) => describeWithSlip(variance, lot.form, 'in the book', 'assayed'))
    .join('; ');
  addFinding(ruling, 'assay-differs', `lot ${lot.lot}, ${version} assay by ${laboratory}: ${differences}`);
}

/** As oxides the elements weigh at most what is dry, in the forms in which they are oxides. */
function requirePossibleOxides({ lot, quantity }: Assay, { form }: LotState, after: Amounts): void {
  const { netMilligrams, elementMilligrams } = after;
  if (netMilligrams === null) return;
  const { moisturePartsPerMillion = 0 } = quantity;
  const masses = statedElements(elementMilligrams).map(([element, mass]) => [element, Number(mass)] as const);
  const problem = describeImpossibleOxides(form, {
    netMilligrams: Number(netMilligrams),
    moisturePartsPerMillion,
    elementMilligrams: Object.fromEntries(masses),
  });
  if (problem === null) return;
  const { numerator, denominator } = totalOxideMass(elementMilligrams);
  const dry = (netMilligrams * BigInt(1_000_000 - moisturePartsPerMillion)) / 1_000_000n;
  const oxides = numerator / denominator;
  const message = `lot ${lot} is ${form} of ${formatKilograms(netMilligrams)}: ${problem}`;
  const facts = { lot, form, oxides: oxides.toString(), dryMilligrams: dry.toString() };
  throw new Refused('treo-above-dry', 'quantity.elementMilligrams', message, facts);
}
