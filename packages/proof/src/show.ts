const SHOWN_MAX_CHARACTERS = 80;

/**
 * Shows a value inside a sentence, as JSON and never longer than a line: a problem must be readable when the value is
 * two megabytes of somebody's mistake.
 */
export function show(value: unknown): string {
  return shorten(JSON.stringify(value) ?? String(value));
}

/** Cuts a text to the length of a line and says that it was cut. */
export function shorten(text: string): string {
  return text.length <= SHOWN_MAX_CHARACTERS ? text : `${text.slice(0, SHOWN_MAX_CHARACTERS).toWellFormed()}…`;
}
