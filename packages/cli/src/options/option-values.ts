/** Reads what options say; what cannot be read is wrong use. */
import { CommandFailure, EXIT } from '../failure.ts';

/** Reads a whole number of an option. */
export function wholeNumberOption(name: string, minimum: number): (text: string) => number {
  return (text) => {
    const number = Number(text);
    if (/^\d+$/.test(text) && Number.isSafeInteger(number) && number >= minimum) return number;
    throw new CommandFailure(EXIT.usage, `${name} must be a whole number of at least ${minimum}, found ${text}`);
  };
}

/** Reads one of a few words. */
export function choiceOption<Choice extends string>(
  name: string,
  choices: readonly Choice[],
): (text: string) => Choice {
  return (text) => {
    const choice = choices.find((candidate) => candidate === text);
    if (choice !== undefined) return choice;
    throw new CommandFailure(EXIT.usage, `${name} must be one of ${choices.join(', ')}; found ${text}`);
  };
}

/** Reads some of a few words, with commas between; an option that is given again adds to what it gave before. */
export function choicesOption<Choice extends string>(
  name: string,
  choices: readonly Choice[],
): (text: string, before?: readonly Choice[]) => readonly Choice[] {
  const choose = choiceOption(name, choices);
  return (text, before = []) => [...new Set([...before, ...text.split(',').map((word) => choose(word.trim()))])];
}

const TIME_PATTERN = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?)(Z|[+-]\d{2}:\d{2})?)?$/;

/** Reads a date or a time. A bare date is its first instant, and what names no zone is UTC, as everything shown is. */
export function timeOption(name: string): (text: string) => string {
  return (text) => {
    const [, date = '', clock = '00:00', zone = 'Z'] = TIME_PATTERN.exec(text) ?? [];
    const day = new Date(`${date}T00:00Z`);
    const time = new Date(`${date}T${clock}${zone}`);
    // A 30th of February would be taken for the 2nd of March.
    const exists = !Number.isNaN(time.getTime()) && day.toISOString().startsWith(date);
    if (date !== '' && exists) return time.toISOString();
    throw new CommandFailure(
      EXIT.usage,
      `${name} must be a date or time such as 2026-03-01 or 2026-03-01T08:00:00Z, found ${text}`,
    );
  };
}

interface Period {
  readonly since?: string | undefined;
  /** What some lists call it. */
  readonly from?: string | undefined;
  readonly until?: string | undefined;
}

/** Refuses a time that ends before it begins: what finds nothing for that reason must not pass for an answer. */
export function requirePeriod({ since, from, until }: Period): void {
  const begin = since ?? from;
  if (begin === undefined || until === undefined || begin < until) return;
  const name = from === undefined ? '--since' : '--from';
  throw new CommandFailure(EXIT.usage, `${name} must be before --until, found ${begin} and ${until}`);
}

/** Reads an end of a period. A bare date is a day where things happened, whatever the zone; a time is an instant. */
export function periodEndOption(name: string): (text: string) => { date: string } | { instant: string } {
  const readTime = timeOption(name);
  return (text) => {
    const instant = readTime(text);
    return /^\d{4}-\d{2}-\d{2}$/.test(text) ? { date: text } : { instant };
  };
}

/** The values of an option that may be given several times. */
export function together(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value];
}
