/** The members of a quantity, as people type them and as events have them. */

const EXACT: Readonly<Record<string, string>> = {
  net: 'netMilligrams',
  gross: 'grossMilligrams',
  tare: 'tareMilligrams',
  coating: 'coatingMilligrams',
  volume: 'volumeMillilitres',
  moisture: 'moisturePartsPerMillion',
  lossOnIgnition: 'lossOnIgnitionPartsPerMillion',
  thorium: 'thoriumPartsPerMillion',
  uranium: 'uraniumPartsPerMillion',
  uncertainty: 'uncertaintyPartsPerMillion',
};

const TYPED: ReadonlyMap<string, string> = new Map(Object.entries(EXACT).map(([typed, exact]) => [exact, typed]));

/** `quantity.netMilligrams` of `quantity.net`; what is not typed in units stays as it is. */
export function exactPathOf(path: string): string {
  return path.replace(/\w+$/, (name) => EXACT[name] ?? name);
}

/** `net` of `netMilligrams`, if that is typed in units. */
export function typedMemberOf(exact: string): string | undefined {
  return TYPED.get(exact);
}
