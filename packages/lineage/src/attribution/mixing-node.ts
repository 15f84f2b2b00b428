/** The compositions of one element: what `mixing.ts` condenses an ancestry to. */
export const UNKNOWN_NODE = 0;

export type MixingNode =
  | { readonly kind: 'unknown' }
  | { readonly kind: 'origin'; readonly lotNumber: number; readonly lot: string }
  | { readonly kind: 'mixture'; readonly denominator: bigint; readonly parts: readonly MixingPart[] };

export interface MixingPart {
  readonly node: number;
  readonly numerator: bigint;
}
