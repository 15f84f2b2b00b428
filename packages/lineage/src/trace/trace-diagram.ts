/** A trace as boxes and arrows, material flowing along the arrows: what DOT and Mermaid each spell in their way. */
import { formatCount } from '@lodestone/custody/format-count.ts';
import { printable } from '../plain-text.ts';
import type { Trace, TraceLot } from './trace-value.ts';

export interface DiagramNode {
  /** Made by us, so that no id of the ledger is ever read as part of the drawing's language. */
  readonly name: string;
  readonly kind: 'origin' | 'lot' | 'circuit-stock' | 'shipment';
  /** Printable, not yet escaped. */
  readonly lines: readonly string[];
}

export interface DiagramArrow {
  readonly from: string;
  readonly to: string;
  readonly label: string;
  /** True where lots between are not drawn. */
  readonly isIndirect: boolean;
}

export interface Diagram {
  readonly nodes: readonly DiagramNode[];
  readonly arrows: readonly DiagramArrow[];
}

/** Draws each lot and each shipment of the trace; the shipment asked about comes last, with its lots leading to it. */
export function diagramOf(trace: Trace): Diagram {
  const nameOf = new Map(trace.lots.map(({ lot }, index) => [lot, `lot${index}`]));
  const named = (lot: string) => nameOf.get(lot) as string;
  const shipments = shipmentsOf(trace);
  return {
    nodes: [
      ...trace.lots.map((lot) => ({ name: named(lot.lot), kind: kindOf(lot), lines: linesOf(lot) })),
      ...shipments.map(({ shipment }, index) => ({
        name: `shipment${index}`,
        kind: 'shipment' as const,
        lines: [printable(shipment), 'shipment'],
      })),
    ],
    arrows: [
      ...trace.edges.map(({ from, to, step, lotsBetween }) => ({
        from: named(from),
        to: named(to),
        label: lotsBetween === undefined ? printable(step) : `${formatCount(lotsBetween, 'lot')} between`,
        isIndirect: lotsBetween !== undefined,
      })),
      ...shipments.flatMap(({ lots }, index) =>
        lots.map((lot) => ({ from: named(lot), to: `shipment${index}`, label: 'packed', isIndirect: false })),
      ),
    ],
  };
}

function shipmentsOf(trace: Trace): readonly { readonly shipment: string; readonly lots: readonly string[] }[] {
  if (trace.direction === 'down') return trace.shipments;
  if (trace.subject.kind === 'lot') return [];
  return [{ shipment: trace.subject.id, lots: trace.lots.filter(({ depth }) => depth === 0).map(({ lot }) => lot) }];
}

function kindOf({ kind }: TraceLot): DiagramNode['kind'] {
  if (kind === 'circuit-stock') return kind;
  return kind === 'transformed' ? 'lot' : 'origin';
}

function linesOf({ lot, kind, form, product, party, country }: TraceLot): readonly string[] {
  const material = product ?? form ?? kind;
  return [lot, material, `${party} · ${country}`].map(printable);
}
