import type { LogObject } from './log-object.ts';

/** Where objects' bytes come from: S3, or folders of files. */
export interface ObjectStore {
  /**
   * @throws when it is worth trying again soon and the object is not to blame: throttled, unreachable. What the object
   *   or its bucket refuses is a value, for it must not hold up others.
   */
  get(object: LogObject): Promise<Uint8Array | ObjectRefusal>;
}

/** Why an object's bytes cannot be had. */
export interface ObjectRefusal {
  /** `missing`: gone, or replaced by other content under the same key. */
  readonly refused: 'access-denied' | 'missing' | 'over-bound';
  /** One sentence: what is wrong and what to do. */
  readonly message: string;
}
