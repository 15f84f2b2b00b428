/** The bytes that a server answers with, taken from a connection's stream before pg's own reader sees them. */
import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';

/** A stream whose bytes come here instead of to pg, until it is given back. */
export interface ByteSource {
  /** Bytes that have come, valid until the next call; null when there are none yet. */
  read(): Buffer | null;
  /** Hands bytes to pg's reader after all. */
  pass(bytes: Buffer): void;
  /** Lets pg's reader have `rest`, what was not read, and what comes from now on. */
  giveBack(rest: readonly Buffer[]): void;
}

/** Takes the bytes of a stream that pg reads from. `wake` is called whenever there are some. */
export function sourceOf(stream: Duplex, wake: () => void): ByteSource {
  return stream instanceof ReusingSocket ? stream.source(wake) : takeFromStream(stream, wake);
}

/** Larger, a read brings no more in one go; smaller, reads are more. */
const BUFFER_BYTES = 256 * 1024;

/**
 * A socket that reads into the same memory again and again while its bytes are taken. A stream of Node allocates 64 KiB
 * for every read, and collecting those costs an audit more than splitting the rows in them does.
 */
export class ReusingSocket extends Socket {
  #wake: (() => void) | null = null;
  #unread: Buffer | null = null;

  constructor() {
    const buffer = Buffer.allocUnsafeSlow(BUFFER_BYTES);
    super({ onread: { buffer, callback: (bytes) => this.#arrive(buffer.subarray(0, bytes)) } });
  }

  source(wake: () => void): ByteSource {
    this.#wake = wake;
    const pass = (bytes: Buffer) => void this.emit('data', Buffer.from(bytes));
    return {
      read: () => {
        const bytes = this.#unread;
        this.#unread = null;
        // Whoever asks again has done with the bytes before: only now may others take their place.
        if (bytes === null) this.resume();
        return bytes;
      },
      pass,
      giveBack: (rest) => {
        const unread = this.#unread;
        this.#wake = null;
        this.#unread = null;
        for (const bytes of rest) pass(bytes);
        if (unread !== null) pass(unread);
        process.nextTick(() => this.resume());
      },
    };
  }

  /** Answers whether to go on reading. */
  #arrive(bytes: Buffer): boolean {
    if (this.#wake === null) {
      this.emit('data', Buffer.from(bytes));
      return true;
    }
    this.#unread = bytes;
    this.#wake();
    return false;
  }
}

/** The same of any other stream: one that is encrypted has its bytes from elsewhere than a socket. */
function takeFromStream(stream: Duplex, wake: () => void): ByteSource {
  const pass = stream.listeners('data')[0] as (bytes: Buffer) => void;
  stream.removeListener('data', pass);
  stream.pause();
  stream.on('readable', wake);
  return {
    read: () => stream.read() as Buffer | null,
    pass,
    giveBack: (rest) => {
      stream.removeListener('readable', wake);
      stream.addListener('data', pass);
      for (const bytes of rest) pass(bytes);
      // What handled these bytes may have paused the stream.
      process.nextTick(() => stream.resume());
    },
  };
}
