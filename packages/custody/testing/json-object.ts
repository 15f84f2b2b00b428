/** A JSON object as it is written, before anybody checked it. */
export interface JsonObject {
  readonly [member: string]: unknown;
}
