/** What a material consists of, as options of the command line state it: `Dy=1%`, `Dy=4.991kg`, `Dy=0`, `Dy=nd`. */
import { isElementSymbol, type ElementSymbol } from '@lodestone/custody/element.ts';
import type { MutableElementMasses } from '@lodestone/custody/element-masses.ts';
import { roundHalfEven } from '@lodestone/custody/round-half-even.ts';
import { parseMassMilligrams, parseShare, TypedQuantityError } from '@lodestone/custody/typed-amount.ts';
import type { ControlledMaterial } from '@lodestone/custody/controls/controlled-material.ts';
import { CommandFailure, EXIT } from '../failure.ts';

export type TypedComposition = Pick<ControlledMaterial, 'netMilligrams' | 'elementMilligrams' | 'notDetected'>;

/** Reads a net mass and elements, as metal. Shares are of the net mass; `nd` is below detection. Refuses what it cannot read. */
export function readComposition(net: string | undefined, elements: readonly string[]): TypedComposition {
  try {
    const netMilligrams = net === undefined ? null : parseMassMilligrams(net, '--net');
    const elementMilligrams: MutableElementMasses = {};
    const notDetected: ElementSymbol[] = [];
    for (const typed of elements) {
      const [element = '', amount = ''] = typed.split('=', 2);
      if (!isElementSymbol(element)) throw unreadable(typed, `${element} is no rare earth that occurs`);
      if (amount === 'nd') notDetected.push(element);
      else elementMilligrams[element] = readAmount(typed, amount, netMilligrams);
    }
    return { netMilligrams, elementMilligrams, notDetected };
  } catch (error) {
    if (error instanceof TypedQuantityError) throw new CommandFailure(EXIT.usage, error.message);
    throw error;
  }
}

function readAmount(typed: string, amount: string, netMilligrams: bigint | null): bigint {
  if (amount === '0') return 0n;
  if (!/(?:%|ppm)$/.test(amount)) return parseMassMilligrams(amount, `--element ${typed}`);
  if (netMilligrams === null) throw unreadable(typed, 'a share needs --net, whose share it is');
  const { numerator, denominator } = parseShare(amount, `--element ${typed}`);
  const mass = roundHalfEven(netMilligrams * numerator, denominator);
  // Less than a milligram of it is still some of it.
  return mass === 0n && numerator > 0n ? 1n : mass;
}

function unreadable(typed: string, why: string): CommandFailure {
  const forms = 'state an element as Dy=1%, Dy=4.991kg, Dy=0 (none) or Dy=nd (below detection)';
  return new CommandFailure(EXIT.usage, `--element ${typed}: ${why}; ${forms}`);
}
