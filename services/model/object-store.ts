import type { LogObject } from './log-object.ts';

/** Provides the bytes of objects: from S3, or from folders of files. */
export interface ObjectStore {
  /**
   * @throws when a retry is worthwhile soon and the object is not to blame: throttled, unreachable. A refusal by the
   * object or its bucket is a value, because it must not hold up other objects.
   */
  get(object: LogObject): Promise<Uint8Array | ObjectRefusal>;
}

/** The reason why an object's bytes are unavailable. */
export interface ObjectRefusal {
  /** `missing`: gone, or replaced by other content under the same key. */
  readonly refused: 'access-denied' | 'missing' | 'over-bound';
  /** One sentence: the problem and its remedy. */
  readonly message: string;
}
