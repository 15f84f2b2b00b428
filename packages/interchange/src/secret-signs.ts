/**
 * Signs that a file says more than whoever sends it may want to: by its name, by the first bytes of its format, and by what
 * stands in its lines. Signs are for a person to look at: there are secrets that no pattern knows, and lines that look like one.
 */
import { DRAWING_ENDINGS, formatByBytes } from './file-formats.ts';

/** What a sign is a sign of. */
export type SecretKind = 'drawing' | 'recipe' | 'price' | 'customers' | 'marking' | 'key' | 'opening';

export interface SecretSign {
  readonly kind: SecretKind;
  /** Counted from 1; null where it is the whole file. */
  readonly line: number | null;
  readonly why: string;
  /** The words that are the sign; null where they are a secret themselves, or there are none. */
  readonly found: string | null;
}

interface LinePattern {
  readonly kind: SecretKind;
  readonly pattern: RegExp;
  readonly why: string;
  /** What was found is not to be shown. */
  readonly hidden?: true;
}

const CURRENCY = String.raw`(?:USD|EUR|CNY|RMB|JPY|GBP|KRW|INR|US\$|[$€¥£元])`;
const AMOUNT = String.raw`\d[\d.,' ]{0,15}`;
const UNIT = String.raw`(?:kg|g|t|lb|pcs?|pieces?|units?|sets?|ton(?:ne)?|件|公斤|千克|吨)`;

/** Each looks at one line, and none goes back and forth in it. */
const LINE_PATTERNS: readonly LinePattern[] = [
  {
    kind: 'key',
    hidden: true,
    why: 'a private key',
    pattern:
      /-----BEGIN [A-Z ]{0,30}PRIVATE KEY|AGE-SECRET-KEY-|\bPRIVATE\+KEY\+|"privateKey"\s*:|"secret"\s*:\s*"[A-Za-z0-9_-]{43}"/,
  },
  {
    kind: 'key',
    hidden: true,
    why: 'a password or token',
    pattern:
      /\b(?:password|passwd|passphrase|api[_-]?key|access[_-]?token|client[_-]?secret)["']?\s*[:=]\s*["']?\S{6}|\bAKIA[0-9A-Z]{16}\b|\bgh[pousr]_[A-Za-z0-9]{36}|:\/\/[^\s/:@]{1,64}:[^\s/@]{3,128}@/i,
  },
  {
    kind: 'opening',
    hidden: true,
    why: 'opens a sealed member: whoever has it can read and prove what was sealed',
    pattern: /"salt"\s*:\s*"[A-Za-z0-9_-]{43}"/,
  },
  {
    kind: 'marking',
    why: 'is marked as not for others',
    pattern:
      /\b(?:strictly confidential|confidential|trade secrets?|proprietary|internal use only|do not distribute|vertraulich|betriebsgeheimnis)\b|商业秘密|机密|内部资料|严禁外传|社外秘|極秘|대외비/i,
  },
  {
    kind: 'price',
    why: 'a price per unit',
    pattern: new RegExp(
      `${CURRENCY}\\s?${AMOUNT}\\s?(?:/|per |a |每)\\s?${UNIT}(?![A-Za-z])|${AMOUNT}${CURRENCY}\\s?(?:/|per |每)\\s?${UNIT}(?![A-Za-z])`,
      'i',
    ),
  },
  {
    kind: 'price',
    why: 'names prices or costs',
    pattern:
      /\b(?:unit|list|net|sales|contract)[ _-]?prices?\b|unitPrice|\bprice[ _-]?(?:list|per)\b|"price"\s*:|\b(?:cost breakdown|gross margin|profit margin)\b|单价|价格表|报价|成本|毛利|stückpreis|preisliste/i,
  },
  {
    kind: 'recipe',
    why: 'says how something is made',
    pattern:
      /\b(?:recipe|formulation|process (?:parameters?|sheet|flow|window)|sinter(?:ing|ed)? (?:temperature|profile|at \d)|(?:holding|soaking) time|ramp rate|jet mill(?:ing|ed)?|hydrogen decrepitation|grain[- ]boundary diffusion|reflux ratio|saponification|stripping (?:acid|stages?))\b|\b(?:P507|P204|Cyanex ?\d{3}|PC-?88A)\b|配方|工艺参数|工艺流程|烧结温度|萃取剂|回流比|晶界扩散/i,
  },
  {
    kind: 'recipe',
    why: 'a temperature with its time',
    pattern: /\b\d{3,4}\s?°\s?C\b.{0,40}\b\d{1,3}(?:[.,]\d)?\s?(?:h|hours?|min|minutes?)\b/i,
  },
  {
    kind: 'drawing',
    why: 'the title block of a drawing',
    pattern:
      /\b(?:drawing|dwg|part drawing)[ .]{0,2}(?:no|nr|number)\b|\bscale\s?1\s?:\s?\d|图号|图纸编号|zeichnungsnummer/i,
  },
  {
    kind: 'customers',
    why: 'a list of customers',
    pattern:
      /"(?:customers|clients|buyers|endUsers|customerName|clientName)"\s*:|\b(?:customer|client) list\b|客户名单|客户名称|kundenliste/i,
  },
];

/** A line of a table whose cells are names of columns. */
const CUSTOMER_COLUMN =
  /^["']?(?:end[ _-]?)?(?:customer|client|buyer|user|consignee)s?(?:[ _-]?(?:name|id))?["']?$|^(?:客户|最终用户|买方)$/i;
const CELLS = /[,;\t|]/;

const NAME_PATTERNS: readonly (readonly [SecretKind, RegExp])[] = [
  ['drawing', /drawing|blueprint|\bdwg\b|图纸/i],
  ['recipe', /recipe|formulation|process[ _-]?(?:sheet|parameters?)|配方|工艺/i],
  ['price', /price|quotation|cost[ _-]?(?:sheet|breakdown)|报价|价格/i],
  ['customers', /customers?|clients?|buyers|客户/i],
  ['key', /\.(?:pem|key|p12|pfx|jks|kdbx)$|identity.*\.txt$|id_(?:rsa|ed25519)/i],
  ['opening', /\.openings?$/i],
];

/** Of longer lines so much is looked at. */
const LINE_LENGTH_MAX = 10_000;

/** The signs in lines of text, each kind and reason once with its first line: a page of prices is one warning. */
export function signsInLines(lines: Iterable<string>): SecretSign[] {
  const first = new Map<string, SecretSign>();
  let number = 0;
  for (const line of lines) {
    number += 1;
    for (const sign of signsInLine(line.slice(0, LINE_LENGTH_MAX), number)) {
      const name = `${sign.kind} ${sign.why}`;
      if (!first.has(name)) first.set(name, sign);
    }
  }
  return [...first.values()];
}

function signsInLine(text: string, line: number): SecretSign[] {
  const signs: SecretSign[] = [];
  for (const { kind, pattern, why, hidden } of LINE_PATTERNS) {
    const match = pattern.exec(text);
    if (match !== null) signs.push({ kind, line, why, found: hidden === true ? null : match[0].trim() });
  }
  const column = CELLS.test(text) ? text.split(CELLS).find((cell) => CUSTOMER_COLUMN.test(cell.trim())) : undefined;
  if (column !== undefined) signs.push({ kind: 'customers', line, why: 'a column of customers', found: column.trim() });
  return signs;
}

/** The signs in the name of a file, and in the first bytes of what it holds. */
export function signsOfFile(name: string, head: Uint8Array): SecretSign[] {
  const signs: SecretSign[] = [];
  const format = formatByBytes(head);
  if (format?.kind === 'drawing') {
    signs.push({ kind: 'drawing', line: null, why: `is ${format.name}`, found: null });
  } else {
    const ending = /\.([A-Za-z0-9_]+)$/.exec(name)?.[1]?.toLowerCase() ?? '';
    if (DRAWING_ENDINGS.has(ending))
      signs.push({ kind: 'drawing', line: null, why: 'is named as a drawing', found: `.${ending}` });
  }
  for (const [kind, pattern] of NAME_PATTERNS) {
    const match = pattern.exec(name);
    if (match !== null && !signs.some((sign) => sign.kind === kind)) {
      signs.push({ kind, line: null, why: 'its name says so', found: match[0] });
    }
  }
  return signs;
}
