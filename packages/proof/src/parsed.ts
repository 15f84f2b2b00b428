/**
 * The outcome of reading something that may be wrong. `problem` is one plain sentence for a person: it names the
 * field and shows the value that was found beside what was expected. It is an answer, never an exception.
 */
export type Parsed<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problem: string };

/** A refusal with its sentence. */
export function refuse(problem: string): { readonly ok: false; readonly problem: string } {
  return { ok: false, problem };
}

/** An acceptance with its value. */
export function accept<T>(value: T): { readonly ok: true; readonly value: T } {
  return { ok: true, value };
}
