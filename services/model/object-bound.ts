import type { ObjectRefusal } from './object-store.ts';

/** The setting that all bounds of one object follow from: MB of its text. Messages name it. */
export const TEXT_SETTING = 'VEDETTE_OBJECT_TEXT_MB';

/**
 * The most, and what is set when nothing else is: 75 MB of compressed flow records ("Flow log files", Amazon VPC User
 * Guide) and 50 MB of compressed CloudTrail events are rarely more text. With its columns and dictionaries so much fills
 * the four gigabytes of addresses that the reader's module has. Memory is taken only as far as an object needs it.
 */
export const TEXT_MB_MAX = 640;

/** Why an object of this size is not even fetched; undefined when it is for the reader to say. */
export function tooLarge(sizeBytes: number, textMb: number): ObjectRefusal | undefined {
  if (sizeBytes <= textMb << 20) return undefined;
  const message = `It has ${sizeBytes} bytes, more than the ${textMb} MB that ${TEXT_SETTING} lets one object have: split it, or compress it.`;
  return { refused: 'over-bound', message };
}
