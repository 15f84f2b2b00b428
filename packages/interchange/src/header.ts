/** What stands over a column: a name, and perhaps the unit of what is in it. */
import { elementOfOxide, isElementSymbol } from '@lodestone/custody/element.ts';
import { columnNameOf } from './column-names.ts';
import { plainText } from './table-text.ts';

/**
 * `net kg`, `net (kg)`, `净重/千克`, `Nd2O3 % of TREO`. The name is ours, an element, a trade oxide or what was found;
 * the unit is as amounts have it, null when the header has none.
 */
export interface Header {
  readonly name: string;
  readonly unit: string | null;
  /** A share of all rare-earth oxides, not of the mass. */
  readonly ofTreo: boolean;
}

/** Units as people write them, and as amounts have them; what only says that something is counted is no unit. */
const UNITS: ReadonlyMap<string, string | null> = new Map([
  ...unitsOf('mg', 'mg', '毫克'),
  ...unitsOf('g', 'g', '克'),
  ...unitsOf('kg', 'kg', '千克', '公斤'),
  ...unitsOf('t', 't', 'tonnes', 'tons', '吨'),
  ...unitsOf('mL', 'ml', '毫升'),
  ...unitsOf('L', 'l', '升'),
  ...unitsOf('m3', 'm3', '立方米'),
  ...unitsOf('%', '%', 'wt%', 'wt.%', 'wt %'),
  ...unitsOf('ppm', 'ppm'),
  ...unitsOf('g/L', 'g/l', '克/升'),
  // China has one time zone, all year.
  ...unitsOf('+08:00', '北京时间'),
  ...unitsOf(null, 'pcs', 'pieces', '件', '片', '只', '个'),
]);

function unitsOf(unit: string | null, ...spellings: readonly string[]): [string, string | null][] {
  return spellings.map((spelling) => [spelling, unit]);
}

/** A time zone, where a unit would stand: `UTC`, `UTC+8`, `+08:00`. */
const ZONE = /^(?:(?:UTC|GMT)(?:([+-])(\d{1,2})(?::?(\d{2}))?)?|Z|([+-])(\d{2}):?(\d{2}))$/i;

/** Where a unit may stand: in brackets, behind a stroke as Chinese standards have it, behind a blank, or right behind. */
const WITH_UNIT = [
  /^(.+?) ?[([] ?([^()[\]]+?) ?[)\]]$/u,
  /^(.+?) ?\/ ?(\S+)$/u,
  /^(.+) (wt %|\S+)$/iu,
  /^(.+?)(%)$/u,
  /^(.*\p{Script=Han})([A-Za-z][A-Za-z0-9/]*)$/u,
];
const OF_TREO = /^(\S+?) ?(?:% ?(?:of )?T?REO|\/ ?T?REO ?[([]?%[)\]]?|配分 ?[([]?%[)\]]?)$/iu;

/** Reads a header as people write it. */
export function parseHeader(text: string): Header {
  const plain = plainText(text);
  const share = OF_TREO.exec(plain)?.[1];
  if (share !== undefined && isFormula(share)) return { name: share, unit: '%', ofTreo: true };
  const whole = nameOf(plain);
  if (whole !== null) return { name: whole, unit: null, ofTreo: false };
  for (const pattern of WITH_UNIT) {
    const [, name = '', found = ''] = pattern.exec(plain) ?? [];
    const unit = unitOf(found);
    if (unit !== undefined) return { name: nameOf(name) ?? name, unit, ofTreo: false };
  }
  return { name: plain, unit: null, ofTreo: false };
}

/** The unit of that spelling, a time zone as an offset; undefined when it is none. */
function unitOf(found: string): string | null | undefined {
  const unit = UNITS.get(found.toLowerCase());
  if (unit !== undefined) return unit;
  const match = ZONE.exec(found);
  if (match === null) return undefined;
  const [, sign, hours, minutes, bareSign, bareHours, bareMinutes] = match;
  const [hour = '0', minute = '00'] = [hours ?? bareHours, minutes ?? bareMinutes];
  return `${sign ?? bareSign ?? '+'}${hour.padStart(2, '0')}:${minute}`;
}

function nameOf(name: string): string | null {
  return isFormula(name) ? name : columnNameOf(name);
}

/** An element or a trade oxide in its proper spelling: `nd` and `ND2O3` are no formulas to a chemist, and not here. */
function isFormula(name: string): boolean {
  return isElementSymbol(name) || elementOfOxide(name) !== undefined;
}
