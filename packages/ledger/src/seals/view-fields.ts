/** Shows sealed members to an officer, who is recorded to have seen them before anything is shown. */
import { type AccessGrant, grantsOf, lackOfAccess } from '@lodestone/custody/controls/access.ts';
import { emptyCustodyState } from '@lodestone/custody/state/custody-state.ts';
import { sealedName } from '@lodestone/custody/state/state-of-seals.ts';
import { parseEventBytes } from '@lodestone/proof/event-bytes.ts';
import type { Opening } from '@lodestone/proof/sealed-field.ts';
import { WHOLE_LEDGER } from '@lodestone/store/event-bound.ts';
import { readDockets } from '@lodestone/store/state/read-dockets.ts';
import { loadSealed } from '@lodestone/store/state/read-sealed.ts';
import type { AgeIdentity } from '../keys/age-file.ts';
import type { Ledger } from '../open-ledger.ts';
import { recordOneEvent } from '../record/record-one-event.ts';
import type { RecordRefusal } from '../record/recording-refusal.ts';
import { type OpenedField, readOpenings } from './read-opening.ts';

export interface ViewRequest {
  /** The id of the event that seals. */
  readonly event: string;
  /** One member; all that the grants are for when not given. */
  readonly field: string | undefined;
  readonly purpose: string;
  /** The officer's file number. */
  readonly case: string | undefined;
  /** Who looks, and signs that it does. */
  readonly by: string;
  readonly identities: readonly AgeIdentity[];
  /** Openings that the owner handed over. */
  readonly shown: readonly Opening[];
  readonly acceptClock: boolean;
}

/** A sealed member, and what came of asking to see it. */
export type ViewedField = { readonly field: string; readonly owner: string } & (
  | { readonly status: 'seen'; readonly opening: Opening; readonly commitment: string; readonly grant: AccessGrant }
  /** No grant of the officer has to do with it: nothing was recorded. */
  | { readonly status: 'no-grant' }
  /** The ledger has refused to record it. */
  | { readonly status: 'refused'; readonly refusal: RecordRefusal }
  /** A grant is there, and nothing that opens it: nothing was recorded, because nothing was seen. */
  | { readonly status: 'not-opened'; readonly opened: Exclude<OpenedField, { status: 'opened' }> }
);

/** Asks for members of an event; null when no event of this id is recorded. If we crash, more is recorded than was shown. */
export async function viewFields(ledger: Ledger, request: ViewRequest): Promise<readonly ViewedField[] | null> {
  const { event, field: wanted, by, identities, shown } = request;
  const found = await readOpenings(ledger, event, identities, shown);
  if (found === null) return null;
  const fields = found.fields.filter(({ field }) => wanted === undefined || field === wanted);
  const owners = await ownersOf(ledger, event, fields);
  const [docket] = await readDockets(ledger.database, ledger.ledgerId, {
    kind: 'access',
    subject: by,
    limit: 1,
    bound: WHOLE_LEDGER,
  });
  const grants = grantsOf(docket?.steps ?? []);
  const licence = licenceIn(found.sealing.body);
  const viewed: ViewedField[] = [];
  for (const opened of fields) {
    const owner = owners.get(opened.field) ?? '';
    viewed.push({
      field: opened.field,
      owner,
      ...(await viewOne(ledger, request, { opened, owner, licence, grants })),
    });
  }
  return viewed;
}

type Outcome = ViewedField extends infer Field
  ? Field extends ViewedField
    ? Omit<Field, 'field' | 'owner'>
    : never
  : never;

interface Asked {
  readonly opened: OpenedField;
  readonly owner: string;
  readonly licence: string | null;
  readonly grants: readonly AccessGrant[];
}

async function viewOne(
  ledger: Ledger,
  request: ViewRequest,
  { opened, owner, licence, grants }: Asked,
): Promise<Outcome> {
  const { event: sealedIn, purpose, by, acceptClock } = request;
  const { field } = opened;
  const now = new Date().toISOString();
  const asked = { sealedIn, field, owner, purpose, licence, at: now };
  const covering = grants.find((grant) => lackOfAccess(grant, asked) === null);
  // One that does not cover it is put to the ledger all the same: its rules say what is amiss.
  const near = request.field === undefined ? undefined : grants.findLast((grant) => grant.fields.includes(field));
  const grant = covering ?? near ?? (request.field === undefined ? undefined : grants.at(-1));
  if (grant === undefined) return { status: 'no-grant' };
  if (covering !== undefined && opened.status !== 'opened') return { status: 'not-opened', opened };
  const { refused } = await recordOneEvent(
    ledger,
    {
      type: 'field-viewed',
      sealedIn,
      field,
      owner,
      purpose,
      grant: grant.grant,
      ...(licence !== null && grant.subject.kind === 'licence' && { licence }),
      ...(request.case !== undefined && { case: request.case }),
    },
    { by, acceptClock },
  );
  if (refused !== null) return { status: 'refused', refusal: refused };
  if (opened.status !== 'opened') return { status: 'not-opened', opened };
  return { status: 'seen', opening: opened.opening, commitment: opened.commitment, grant };
}

/** Whose act it was that sealed each. */
async function ownersOf(
  { database, ledgerId }: Ledger,
  event: string,
  fields: readonly OpenedField[],
): Promise<ReadonlyMap<string, string>> {
  const state = emptyCustodyState();
  const names = new Map(fields.map(({ field }) => [field, sealedName(event, field)]));
  await loadSealed(database.pool, ledgerId, names.values(), state);
  return new Map([...names].map(([field, name]) => [field, state.sealed.get(name)?.party ?? '']));
}

/** The licence in whose case an event was filed, where it names one. */
function licenceIn(body: Uint8Array): string | null {
  const parsed = parseEventBytes(body);
  const licence = parsed.ok ? parsed.value['licence'] : undefined;
  return typeof licence === 'string' ? licence : null;
}
