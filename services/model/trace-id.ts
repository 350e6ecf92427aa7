import { hash } from 'node:crypto';

/**
 * The id of the trace of a log object, 32 hex digits: made of its name, so that whoever has a finding has the traces of
 * the objects that it came from.
 */
export function traceIdOf(objectName: string): string {
  return hash('sha256', objectName).slice(0, 32);
}
