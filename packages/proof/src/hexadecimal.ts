/** Writes bytes as lower-case hexadecimal digits, two for each byte. */
export function encodeHexadecimal(bytes: Uint8Array): string {
  let digits = '';
  for (const byte of bytes) digits += byte.toString(16).padStart(2, '0');
  return digits;
}
