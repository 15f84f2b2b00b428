/** Throws where the rules and the account differ. */
export function requireSame(what: string, ruled: string, booked: string): void {
  if (ruled !== booked) throw new Error(`${what}: the rules say ${ruled}, the account says ${booked}`);
}
