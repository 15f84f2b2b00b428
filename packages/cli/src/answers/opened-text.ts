/** What came of opening a sealed member, as people read it. */
import type { OpenedField } from '@lodestone/ledger/seals/read-opening.ts';
import { printable } from '@lodestone/lineage/plain-text.ts';
import type { JsonValue } from '@lodestone/proof/json-text.ts';
import { formatTime } from '../output/amounts.ts';

/** The lines of a value. Its author may be anybody: what it says must not steer the terminal. */
export function textOfValue(value: JsonValue): string[] {
  const text = typeof value === 'string' ? value : JSON.stringify(value, null, 2);
  return text.split('\n').map(printable);
}

export function describeOpened(field: OpenedField): string[] {
  switch (field.status) {
    case 'opened':
      return [...textOfValue(field.opening.value), `fits the commitment ${field.commitment}`];
    case 'kept':
      return [`sealed as ${field.commitment}; --identity opens it for its readers`];
    case 'not-kept':
      return [`sealed as ${field.commitment}; what opens it was never given to this ledger: ask the author`];
    case 'erased': {
      const { party, occurredAt, reason, position, ordinal } = field.erasure;
      return [`erased by ${party}, ${formatTime(occurredAt)} UTC (${position}.${ordinal}): ${printable(reason)}`];
    }
    case 'not-a-reader':
      return ['sealed for other readers: none of your identities opens it'];
    case 'damaged':
      return [`DAMAGED: ${field.problem}`];
    default:
      return field satisfies never;
  }
}
