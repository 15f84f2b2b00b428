/**
 * SHA-256 (FIPS 180-4), given as an argument: noble in the browser, OpenSSL on a server, the same bytes from both.
 *
 * An implementation must neither keep nor change `bytes`: callers hand it views of buffers that they use again. Where
 * the platform makes the base64url text of the hash more cheaply than its bytes (Node does), `base64Url` offers that.
 */
export type Sha256 = {
  (bytes: Uint8Array): Uint8Array;
  readonly base64Url?: (bytes: Uint8Array) => string;
};

/** Bytes in a SHA-256 hash. */
export const SHA256_BYTES = 32;
