import type { ObjectRefusal } from './object-store.ts';

/** The setting that determines all bounds of one object: MB of its text. Messages name it. */
export const TEXT_SETTING = 'VEDETTE_OBJECT_TEXT_MB';

/**
 * The largest value, and the default: 75 MB of compressed flow records ("Flow log files", Amazon VPC User Guide) and 50
 * MB of compressed CloudTrail events are rarely more text. With its columns and dictionaries, that much text fills the
 * four gigabytes of addresses of the reader's module. Memory is allocated only as far as an object needs it.
 */
export const TEXT_MB_MAX = 640;

/** Limits of an archive that `vedette scan` unpacks: settings of the same names, which messages name. */
export interface ArchiveBounds {
  /** MB of each file. */
  readonly objectTextMb: number;
  /** MB of all files together. */
  readonly archiveTextMb: number;
  readonly archiveFiles: number;
  /** Levels of archives within archives. */
  readonly archiveDepth: number;
}

export const ARCHIVE_BOUNDS: ArchiveBounds = {
  objectTextMb: TEXT_MB_MAX,
  archiveTextMb: 4096,
  archiveFiles: 20_000,
  archiveDepth: 3,
};

export const ARCHIVE_SETTINGS = {
  text: 'VEDETTE_ARCHIVE_TEXT_MB',
  files: 'VEDETTE_ARCHIVE_FILES',
  depth: 'VEDETTE_ARCHIVE_DEPTH',
} as const;

/** The reason not even to fetch an object of this size; undefined when the reader is to decide. */
export function tooLarge(sizeBytes: number, textMb: number): ObjectRefusal | undefined {
  if (sizeBytes <= textMb << 20) return undefined;
  const message = `It has ${sizeBytes} bytes, more than the ${textMb} MB limit of ${TEXT_SETTING} for one object: split it, or compress it.`;
  return { refused: 'over-bound', message };
}
