/** A line of the file that `lodestone record` reads: an event, and the party that records it. */
export interface Line {
  readonly by: string;
  readonly event: JsonObject;
}

/** As it is written. */
export interface JsonObject {
  readonly [member: string]: unknown;
}
