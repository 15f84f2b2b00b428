/** The part of hypercore 11 that is measured; the package comes without types. */
declare module 'hypercore' {
  /** An append-only log of blocks, signed by its author, on RocksDB. */
  export default class Hypercore {
    constructor(folder: string);
    ready(): Promise<void>;
    /** Resolves once the blocks are in the write-ahead log, as the operating system has it. */
    append(blocks: readonly Uint8Array[]): Promise<{ length: number }>;
    /** Its `flush` writes what is in memory to files, and syncs them. */
    readonly core: { readonly storage: { readonly db: { flush(): Promise<void> } } };
    close(): Promise<void>;
  }
}
