import type { RandomSource } from '../random.ts';

export interface Grade {
  readonly name: string;
  /** Dysprosium by mass of the light rare earths, in parts per million. */
  readonly dysprosiumPartsPerMillion: number;
  /** Terbium that is put on the bodies, by their mass. */
  readonly terbiumPartsPerMillion: number;
}

/** What is sold, the plain grades most. The class follows from how hard it is to demagnetise. */
const GRADES: readonly Grade[] = [
  { name: 'N42', dysprosiumPartsPerMillion: 0, terbiumPartsPerMillion: 0 },
  { name: 'N50', dysprosiumPartsPerMillion: 0, terbiumPartsPerMillion: 0 },
  { name: '48M', dysprosiumPartsPerMillion: 0, terbiumPartsPerMillion: 0 },
  { name: '42H', dysprosiumPartsPerMillion: 30_000, terbiumPartsPerMillion: 0 },
  { name: '42SH', dysprosiumPartsPerMillion: 75_000, terbiumPartsPerMillion: 0 },
  { name: '45SH', dysprosiumPartsPerMillion: 35_000, terbiumPartsPerMillion: 2_500 },
  { name: '38UH', dysprosiumPartsPerMillion: 130_000, terbiumPartsPerMillion: 0 },
];

/** A grade by chance, with no more dysprosium than given. */
export function chooseGrade(random: RandomSource, mostDysprosiumPartsPerMillion = 1_000_000): Grade {
  return random.pick(GRADES.filter((grade) => grade.dysprosiumPartsPerMillion <= mostDysprosiumPartsPerMillion));
}
