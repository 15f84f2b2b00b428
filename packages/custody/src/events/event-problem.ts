/** What is wrong with a value that is no event, member by member and in our words. */
import type * as z from 'zod';

/** What is wrong with a member: where it is, what is wrong, what was found there. */
export interface EventProblem {
  readonly path: string;
  readonly message: string;
  readonly found: unknown;
}

/** The problems that the schema has with `event`; members that it does not know are a problem each. */
export function describeProblems(issues: readonly z.core.$ZodIssue[], event: unknown): EventProblem[] {
  return issues.flatMap((issue) => {
    const found = valueAt(event, issue.path);
    if (issue.code !== 'unrecognized_keys') {
      return [{ path: formatPath(issue.path), message: describeIssue(issue, found), found }];
    }
    return issue.keys.map((key) => ({
      path: formatPath([...issue.path, key]),
      message: 'is not a member that is known here; put your own data into "extra"',
      found: valueAt(found, [key]),
    }));
  });
}

/** Says what must be there. What the schemas say themselves is said as it is. */
function describeIssue(issue: z.core.$ZodIssue, found: unknown): string {
  if (found === undefined && (issue.code === 'invalid_type' || issue.code === 'invalid_union')) return 'is missing';
  switch (issue.code) {
    case 'invalid_type':
      return `must be ${KINDS[issue.expected] ?? issue.expected}`;
    case 'invalid_value':
      return `must be ${oneOf(issue.values.map(String))}`;
    case 'invalid_union':
      return 'options' in issue ? `must be ${oneOf((issue.options ?? []).map(String))}` : issue.message;
    case 'too_small':
      if (issue.origin in UNITS && issue.minimum === 1) return 'must not be empty';
      return `must ${sizeOf(issue.origin)} at least ${issue.minimum}${UNITS[issue.origin] ?? ''}`;
    case 'too_big':
      return `must ${sizeOf(issue.origin)} at most ${issue.maximum}${UNITS[issue.origin] ?? ''}`;
    default:
      return issue.message;
  }
}

const KINDS: Readonly<Record<string, string>> = {
  array: 'a list',
  boolean: 'true or false',
  int: 'a whole number',
  number: 'a whole number',
  object: 'an object',
  record: 'an object',
  string: 'a text in quotes',
};

const UNITS: Readonly<Record<string, string>> = { array: ' items', string: ' characters' };

function sizeOf(origin: string): 'be' | 'have' {
  return origin in UNITS ? 'have' : 'be';
}

function oneOf(choices: readonly string[]): string {
  return choices.length === 1 ? `${choices[0]}` : `one of ${choices.join(', ')}`;
}

/** `inputs[0].lot`. */
function formatPath(path: readonly PropertyKey[]): string {
  const names = path.map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`)).join('');
  return names.replace(/^\./, '');
}

/** What stands at `path`. An issue's own input is not it where a rule compares several members of an object. */
function valueAt(event: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((value, name) => (value as Record<PropertyKey, unknown> | undefined)?.[name], event);
}
