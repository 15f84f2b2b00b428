/**
 * What somebody who adds and subtracts can find out: the least and the most that each unknown can be, given sums of them.
 *
 * A linear program with rows `sum of some unknowns = what was published`, unknowns of 0 or more, solved by the simplex
 * method with Bland's rule, which ends. Numbers are small enough for floating point to be exact where it matters.
 */

const NEARLY_ZERO = 1e-7;

export interface Sum {
  /** Indexes of the unknowns that it adds up. */
  readonly of: readonly number[];
  readonly total: number;
}

/** The bounds of the sum of `wanted`, among `count` unknowns. */
export function boundsOf(count: number, sums: readonly Sum[], wanted: readonly number[]): readonly [number, number] {
  const costs = Array.from({ length: count }, (_, index) => (wanted.includes(index) ? 1 : 0));
  return [
    -largest(
      count,
      sums,
      costs.map((cost) => -cost),
    ),
    largest(count, sums, costs),
  ];
}

/** The largest value of `costs · unknowns`; infinite where nothing bounds it. */
function largest(count: number, sums: readonly Sum[], costs: readonly number[]): number {
  // One artificial unknown a row makes a first solution; the first phase drives them out.
  const width = count + sums.length;
  const table = sums.map(({ of, total }, row) => {
    const line = Array.from({ length: width + 1 }, (_, index): number => (of.includes(index) ? 1 : 0));
    line[count + row] = 1;
    line[width] = total;
    return line;
  });
  const basis = sums.map((_, row) => count + row);
  pivotAll(
    table,
    basis,
    Array.from({ length: width }, (_, index) => (index < count ? 0 : -1)),
    width,
  );
  const costsOfAll = Array.from({ length: width }, (_, index) => (index < count ? (costs[index] ?? 0) : 0));
  if (!pivotAll(table, basis, costsOfAll, count)) return Number.POSITIVE_INFINITY;
  return basis.reduce<number>((sum, unknown, row) => sum + (costsOfAll[unknown] ?? 0) * (table[row]?.[width] ?? 0), 0);
}

/** False where it has no end. Only the first `allowed` unknowns come into the basis. */
function pivotAll(table: number[][], basis: number[], costs: readonly number[], allowed: number): boolean {
  for (;;) {
    const entering = Array.from({ length: allowed }, (_, index) => index).find((index) => {
      const gain = basis.reduce((sum, unknown, row) => sum + (costs[unknown] ?? 0) * (table[row]?.[index] ?? 0), 0);
      return !basis.includes(index) && (costs[index] ?? 0) - gain > NEARLY_ZERO;
    });
    if (entering === undefined) return true;
    const leaving = leavingRow(table, basis, entering);
    if (leaving === null) return false;
    pivot(table, leaving, entering);
    basis[leaving] = entering;
  }
}

function leavingRow(table: readonly number[][], basis: readonly number[], entering: number): number | null {
  let best: { row: number; ratio: number } | null = null;
  for (const [row, line] of table.entries()) {
    const value = line[entering] ?? 0;
    if (value <= NEARLY_ZERO) continue;
    const ratio = (line.at(-1) ?? 0) / value;
    const isTie = best !== null && Math.abs(ratio - best.ratio) <= NEARLY_ZERO;
    const isSmaller = best === null || (isTie ? (basis[row] ?? 0) < (basis[best.row] ?? 0) : ratio < best.ratio);
    if (isSmaller) best = { row, ratio };
  }
  return best?.row ?? null;
}

function pivot(table: number[][], row: number, column: number): void {
  const line = table[row] ?? [];
  const divisor = line[column] ?? 1;
  for (let index = 0; index < line.length; index += 1) line[index] = (line[index] ?? 0) / divisor;
  for (const other of table) {
    const factor = other[column] ?? 0;
    if (other === line || factor === 0) continue;
    for (let index = 0; index < other.length; index += 1)
      other[index] = (other[index] ?? 0) - factor * (line[index] ?? 0);
  }
}
