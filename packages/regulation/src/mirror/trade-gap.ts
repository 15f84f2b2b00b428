/** What is recorded of a gap between two countries' figures. */
import type { DocketStep } from '@lodestone/custody/docket.ts';
import type { EventOf } from '@lodestone/custody/event.ts';
import type { GapStatus } from '@lodestone/custody/events/trade-schema.ts';

export interface GapStatement {
  readonly party: string;
  /** RFC 3339. */
  readonly recordedAt: string;
  readonly status: GapStatus;
  readonly reason: string;
  readonly shipments: readonly string[];
  readonly documents: readonly { readonly kind: string; readonly name: string; readonly sha256: string }[];
}

export interface TradeGap {
  readonly gap: string;
  /** As it was stated last. */
  readonly status: GapStatus;
  readonly statements: readonly GapStatement[];
}

/** Null of a docket that is empty. */
export function tradeGapOf(steps: readonly DocketStep[]): TradeGap | null {
  const stated = steps.flatMap((step) => {
    return step.event.type === 'trade-gap-stated' ? [{ step, event: step.event }] : [];
  });
  const last = stated.at(-1);
  if (last === undefined) return null;
  return { gap: last.event.gap, status: last.event.status, statements: stated.map(statementOf) };
}

function statementOf({ step, event }: { step: DocketStep; event: EventOf<'trade-gap-stated'> }): GapStatement {
  const { status, reason, shipments = [], documents = [] } = event;
  return { party: step.party, recordedAt: step.recordedAt, status, reason, shipments, documents };
}
