/** A kind of lot or of origin, such as `opening-stock`, as people write it. */
export function kindWords(kind: string): string {
  return kind.replaceAll('-', ' ');
}
