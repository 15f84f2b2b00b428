/** What the members of a quantity hold as people write it. */
import { TypedQuantityError } from './typed-amount.ts';

/** The text of a member; `member` says where it stands. */
export function textOf(value: unknown, member: string): string {
  if (typeof value === 'string') return value;
  throw new TypedQuantityError(member, `${JSON.stringify(value)} must be a text with its unit, such as "12.5 kg"`);
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A number as events hold it. */
export function toJsonNumber(value: bigint, member: string): number {
  if (value > BigInt(Number.MAX_SAFE_INTEGER)) throw new TypedQuantityError(member, `${value} is beyond 2^53 - 1`);
  return Number(value);
}
