/** Names of dockets that no single id names. Their parts are joined by `@`, which no id has. */

/** The batch of a year that a quota is of: a docket beside that of the quota itself. */
export function quotaBatchSubject(quota: {
  readonly holder: string;
  readonly year: number;
  readonly activity: string;
  readonly ore?: string | undefined;
  readonly batch: number;
}): string {
  const { holder, year, activity, ore = '', batch } = quota;
  return [holder, year, activity, ore, batch].join('@');
}

/** All returns of a facility for a month. */
export function returnSubject({ facility, month }: { readonly facility: string; readonly month: string }): string {
  return `${facility}@${month}`;
}
