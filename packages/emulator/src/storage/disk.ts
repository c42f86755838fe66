/**
 * The one seam through which the embedded AWS writes files. What a method has not made durable
 * by its own words may be lost or torn at power loss: a test disk does exactly that.
 *
 * Paths are absolute, in the platform's notation. Errors are Node's own (`ENOENT`, `ENOSPC`, `EIO`).
 */
export interface Disk {
  /** Opens a file for appending, created where missing; its directory entry is durable only after `syncDirectory`. */
  openAppend(path: string): Promise<AppendFile>;
  /** The whole file, or undefined where there is none. */
  read(path: string): Promise<Buffer | undefined>;
  /** `length` bytes from `offset`; fewer at the end of the file. */
  readRange(path: string, offset: number, length: number): Promise<Buffer>;
  /** Replaces the file as a whole and durably: temporary file, fsync, rename, fsync of the directory. */
  writeAtomic(path: string, content: Uint8Array | readonly Uint8Array[]): Promise<void>;
  /** Moves a file that another program has written (a Parquet writer) to its place, as durably as `writeAtomic`. */
  adopt(source: string, path: string): Promise<void>;
  /** Removes a file durably; no error where there is none. */
  remove(path: string): Promise<void>;
  /** Cuts a file to `length` bytes, durably. */
  truncate(path: string, length: number): Promise<void>;
  /** Makes a directory and its parents, durably. */
  makeDirectory(path: string): Promise<void>;
  /** Makes the entries of a directory durable. */
  syncDirectory(path: string): Promise<void>;
  /** Names in a directory, sorted; empty where there is none. */
  list(path: string): Promise<string[]>;
  /** Size in bytes and time of last change in milliseconds, or undefined where there is no file. */
  stat(path: string): Promise<{ size: number; modifiedAt: number } | undefined>;
}

export interface AppendFile {
  /** Bytes in the file, appended ones included. */
  readonly size: number;
  /** Writes at the end, in order. Visible to readers at once, durable only after `sync`. */
  append(chunks: readonly Uint8Array[]): Promise<void>;
  /** fdatasync: everything appended so far is durable when this resolves. */
  sync(): Promise<void>;
  close(): Promise<void>;
}
