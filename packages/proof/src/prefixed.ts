// Hashing "prefix ‖ bytes" hundreds of thousands of times, a fresh buffer each time costs more than the hash of a short
// event. So there is one buffer, which grows to the largest input seen and is used again.
let scratch = new Uint8Array(1024);

/**
 * `prefix ‖ bytes` as one run of bytes, for hashing at once. The result is overwritten by the next call: hand it to the
 * hash function and forget it.
 */
export function prefixed(prefix: Uint8Array, bytes: Uint8Array): Uint8Array {
  const length = prefix.length + bytes.length;
  if (scratch.length < length) scratch = new Uint8Array(2 * length);
  scratch.set(prefix, 0);
  scratch.set(bytes, prefix.length);
  return scratch.subarray(0, length);
}
