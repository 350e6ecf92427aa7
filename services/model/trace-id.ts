import { hash } from 'node:crypto';

/**
 * The id of a log object's trace, 32 hex digits. It is a hash of the object's name, so that a finding leads to the
 * traces of its objects.
 */
export function traceIdOf(objectName: string): string {
  return hash('sha256', objectName).slice(0, 32);
}
