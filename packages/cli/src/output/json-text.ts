/** Answers as JSON: whole, or in parts where rows are made as they are read. */

/**
 * JSON with whole numbers as numbers. Each stated mass is one, at most 2⁵³ − 1 mg; a sum of them beyond that, which most
 * readers of JSON would round, is a string of its digits.
 */
export function toJson(value: unknown): string {
  return JSON.stringify(
    value,
    (_, member: unknown) => {
      if (typeof member !== 'bigint') return member;
      const number = Number(member);
      return Number.isSafeInteger(number) ? number : member.toString();
    },
    2,
  );
}

/**
 * The same text as that of the whole in one go. A member that is no list but gives one row after the other is written row
 * by row; all others are written as they are.
 */
export function* jsonParts(members: Readonly<Record<string, unknown>>): Generator<string> {
  let before = '{\n';
  for (const [name, member] of Object.entries(members)) {
    if (member === undefined) continue;
    yield `${before}  ${JSON.stringify(name)}: `;
    before = ',\n';
    if (isMadeAsRead(member)) yield* rowParts(member);
    else yield indented(member, 1);
  }
  yield before === ',\n' ? '\n}\n' : '{}\n';
}

function* rowParts(rows: Iterable<unknown>): Generator<string> {
  let before = '[\n    ';
  for (const row of rows) {
    yield `${before}${indented(row, 2)}`;
    before = ',\n    ';
  }
  yield before === ',\n    ' ? '\n  ]' : '[]';
}

function isMadeAsRead(member: unknown): member is Iterable<unknown> {
  return typeof member === 'object' && member !== null && Symbol.iterator in member && !Array.isArray(member);
}

/** A line feed in JSON is never part of a text: there it is escaped. */
function indented(value: unknown, depth: number): string {
  return toJson(value).replaceAll('\n', `\n${'  '.repeat(depth)}`);
}
