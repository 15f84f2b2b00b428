/** Any event of the ledger as it is written, and the rules between its members. `event.ts` reads with it. */
import * as z from 'zod';
import { lotAdjustedSchema, lotDisposedSchema } from './amount-change-schema.ts';
import { returnFiledSchema, saleFiledSchema } from './filing-schema.ts';
import { findingAnsweredSchema, findingClosedSchema, findingRuleSetSchema } from './finding-schema.ts';
import { holdPlacedSchema, holdReleasedSchema } from './hold-schema.ts';
import { lotAssayedSchema } from './assay-schema.ts';
import { checkpointKeyAddedSchema, checkpointKeyRetiredSchema } from './checkpoint-key-schema.ts';
import {
  controlListEndedSchema,
  controlListPublishedSchema,
  controlListSuspendedSchema,
} from './control-list-schema.ts';
import { licenceAppliedSchema } from '../controls/licence-application-schema.ts';
import {
  licenceAcceptedSchema,
  licenceAmendedSchema,
  licenceDecidedSchema,
  licenceExpeditedSchema,
  licenceInformationProvidedSchema,
  licenceInformationRequestedSchema,
  licenceResumedSchema,
  licenceReturnedSchema,
  licenceReviewedSchema,
  licenceRevokedSchema,
  licenceSuspendedSchema,
  licenceWithdrawnSchema,
} from '../controls/licence-schema.ts';
import { shipmentArrivedSchema, shipmentDeclaredSchema } from '../controls/declaration-schema.ts';
import { eventCorrectedSchema } from './correction-schema.ts';
import { IN_REPLACEMENT } from './event-members.ts';
import { describeProblems } from './event-problem.ts';
import { lotCreatedSchema, lotTransformedSchema } from './lot-schema.ts';
import { mandateEndedSchema, mandateGivenSchema } from './mandate-schema.ts';
import { shipmentExitedSchema, shipmentPackedSchema, shipmentUnpackedSchema } from './movement-schema.ts';
import { ownershipTransferredSchema } from './ownership-schema.ts';
import { openingErasedSchema } from './seal-schema.ts';
import { accessEndedSchema, accessGrantedSchema, fieldViewedSchema } from './access-schema.ts';
import { quotaAllocatedSchema } from './quota-schema.ts';
import {
  facilityRegisteredSchema,
  keyEnrolledSchema,
  keyRevokedSchema,
  ledgerOpenedSchema,
  partyRegisteredSchema,
  yieldRangesSetSchema,
} from './registration-schema.ts';
import {
  transferCancelledSchema,
  transferDispatchedSchema,
  transferReceivedSchema,
  transferSettledSchema,
} from './transfer-schema.ts';
import { stockStatedSchema, tradeGapStatedSchema } from './trade-schema.ts';
import { unitPackedSchema, unitUnpackedSchema } from './unit-schema.ts';

const schemas = [
  ledgerOpenedSchema,
  partyRegisteredSchema,
  facilityRegisteredSchema,
  yieldRangesSetSchema,
  keyEnrolledSchema,
  keyRevokedSchema,
  checkpointKeyAddedSchema,
  checkpointKeyRetiredSchema,
  lotCreatedSchema,
  lotTransformedSchema,
  lotAssayedSchema,
  lotAdjustedSchema,
  lotDisposedSchema,
  transferDispatchedSchema,
  transferReceivedSchema,
  transferCancelledSchema,
  transferSettledSchema,
  shipmentPackedSchema,
  shipmentUnpackedSchema,
  shipmentExitedSchema,
  shipmentDeclaredSchema,
  shipmentArrivedSchema,
  unitPackedSchema,
  unitUnpackedSchema,
  ownershipTransferredSchema,
  holdPlacedSchema,
  holdReleasedSchema,
  mandateGivenSchema,
  mandateEndedSchema,
  findingRuleSetSchema,
  findingAnsweredSchema,
  findingClosedSchema,
  quotaAllocatedSchema,
  saleFiledSchema,
  returnFiledSchema,
  controlListPublishedSchema,
  controlListSuspendedSchema,
  controlListEndedSchema,
  licenceAppliedSchema,
  licenceReturnedSchema,
  licenceAcceptedSchema,
  licenceInformationRequestedSchema,
  licenceInformationProvidedSchema,
  licenceReviewedSchema,
  licenceExpeditedSchema,
  licenceDecidedSchema,
  licenceAmendedSchema,
  licenceSuspendedSchema,
  licenceResumedSchema,
  licenceRevokedSchema,
  licenceWithdrawnSchema,
  tradeGapStatedSchema,
  stockStatedSchema,
  openingErasedSchema,
  accessGrantedSchema,
  accessEndedSchema,
  fieldViewedSchema,
  eventCorrectedSchema,
] as const;

/** The members that each type of event knows, each with what it may be. */
const membersOf: ReadonlyMap<string, ReadonlyMap<string, z.ZodType>> = new Map(
  schemas.map(({ shape }) => [shape.type.value, new Map<string, z.ZodType>(Object.entries(shape))]),
);

export const EVENT_TYPES = schemas.map(({ shape }) => shape.type.value);

/** What a party does itself: whose word counts is not for an agent to say, nor what an authority stops. */
const NEVER_ON_BEHALF: ReadonlySet<string> = new Set([
  'ledger-opened',
  'key-enrolled',
  'key-revoked',
  'checkpoint-key-added',
  'checkpoint-key-retired',
  'hold-placed',
  'hold-released',
  'finding-rule-set',
  'finding-closed',
  'quota-allocated',
  'control-list-published',
  'control-list-suspended',
  'control-list-ended',
  'licence-returned',
  'licence-accepted',
  'licence-information-requested',
  'licence-reviewed',
  'licence-decided',
  'licence-amended',
  'licence-suspended',
  'licence-resumed',
  'licence-revoked',
  'trade-gap-stated',
  'mandate-given',
  'mandate-ended',
  'access-granted',
  'access-ended',
  'field-viewed',
]);

const MANDATABLE_TYPES: ReadonlySet<string> = new Set(EVENT_TYPES.filter((type) => !NEVER_ON_BEHALF.has(type)));

/** Any event. What is sealed is not stated plainly too; a name or location that is needed is there in one of both ways. */
export const eventSchema = z.discriminatedUnion('type', schemas).superRefine((event, context) => {
  const sealed = sealedMembers(event, []);
  const own = sealed.filter(({ member }) => !member.startsWith(IN_REPLACEMENT));
  requireStatedOnce(event, [], own, context);
  if (event.type !== 'event-corrected') return;
  const { replacement } = event;
  const inside = sealed
    .filter(({ member }) => member.startsWith(IN_REPLACEMENT))
    .map(({ member, path }) => ({ member: member.slice(IN_REPLACEMENT.length), path }));
  if (replacement === undefined) {
    for (const { path } of inside) context.addIssue({ code: 'custom', path, message: 'is of no replacement' });
    return;
  }
  requireStatedOnce(replacement, ['replacement'], [...sealedMembers(replacement, ['replacement']), ...inside], context);
});

/**
 * What is wrong with one member of an event of this type, of which nothing else is at hand: whoever seals a member apart
 * from its event has it checked so. Null where it is as the event may state it.
 */
export function findMemberProblem(type: string, member: string, value: unknown): string | null {
  const members = membersOf.get(type);
  if (members === undefined) return `there are no events ${type}; there are ${EVENT_TYPES.join(', ')}`;
  const schema = members.get(member);
  if (schema === undefined) return `is no member of ${type}`;
  const { error } = schema.safeParse(value);
  if (error === undefined) return null;
  const [first] = describeProblems(error.issues, value);
  return `${first?.path === '' ? '' : `${first?.path}: `}${first?.message}`;
}

/** A member that is sealed, and where that is said. */
interface SealedMember {
  readonly member: string;
  readonly path: string[];
}

function sealedMembers({ sealed = {} }: z.infer<(typeof schemas)[number]>, place: readonly string[]): SealedMember[] {
  return Object.keys(sealed).map((member) => ({ member, path: [...place, 'sealed', member] }));
}

function requireStatedOnce(
  event: z.infer<(typeof schemas)[number]>,
  place: readonly string[],
  sealed: readonly SealedMember[],
  context: z.RefinementCtx,
): void {
  for (const [index, { member, path }] of sealed.entries()) {
    if (sealed.findIndex((other) => other.member === member) < index) {
      context.addIssue({ code: 'custom', path, message: 'is sealed in the replacement as well' });
    }
    if (Object.hasOwn(event, member)) {
      context.addIssue({ code: 'custom', path, message: 'is stated plainly and sealed' });
    }
    if (membersOf.get(event.type)?.has(member) !== true) {
      context.addIssue({ code: 'custom', path, message: `is no member of ${event.type}` });
    }
  }
  if (event.onBehalfOf !== undefined && NEVER_ON_BEHALF.has(event.type)) {
    const message = `has no place in ${event.type}: a party does this itself`;
    context.addIssue({ code: 'custom', path: [...place, 'onBehalfOf'], message });
  }
  for (const [index, act] of event.type === 'mandate-given' ? event.acts.entries() : []) {
    if (MANDATABLE_TYPES.has(act)) continue;
    const message = `must be one of ${[...MANDATABLE_TYPES].join(', ')}`;
    context.addIssue({ code: 'custom', path: [...place, 'acts', index], message });
  }
  for (const member of ['name', 'location'] as const) {
    const needed = event.type === 'facility-registered' || (event.type === 'party-registered' && member === 'name');
    if (needed && !Object.hasOwn(event, member) && !sealed.some((other) => other.member === member)) {
      context.addIssue({ code: 'custom', path: [...place, member], message: 'is missing' });
    }
  }
}
