/** The first few names, and how many more: `A, B, C and 4 more`. */
export function nameSome(names: readonly string[], most = 3): string {
  const shown = names.slice(0, most).join(', ');
  return names.length <= most ? shown : `${shown} and ${names.length - most} more`;
}
