import { randomBytes } from 'node:crypto';
import { formatUuidV7 } from '@lodestone/proof/uuid.ts';

/** What every event has that is made here. */
export interface EventHead {
  /** Time, and random bits that keep the digest of a short event from being guessed. */
  readonly id: string;
  readonly occurredAt: string;
}

/** A fresh one, of this moment unless another is given. */
export function eventHead(unixMilliseconds: number = Date.now()): EventHead {
  return {
    id: formatUuidV7(unixMilliseconds, randomBytes(16)),
    occurredAt: new Date(unixMilliseconds).toISOString(),
  };
}
