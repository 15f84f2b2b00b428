/** Normal deviates that are the same in every run: the sum of twelve numbers of a small generator (Park and Miller 1988). */
export function noise(seed: number): () => number {
  let state = seed;
  const next = () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
  return () => {
    let sum = -6;
    for (let drawn = 0; drawn < 12; drawn += 1) sum += next();
    return sum;
  };
}
