import type { Action } from '#services/model/action.ts';
import { awsPartition } from '#services/model/aws-partition.ts';
import { PROOF_GAP_KINDS, type ProofGap, type ProofGapKind } from '#services/model/digest.ts';
import { iso } from '#services/model/time.ts';
import type { JsonRow } from '../json-row.ts';
import { parseTime } from '../time.ts';
import type { DigestRecord } from './record.ts';

/** The JSON form of a proof gap, which is read back as a record. */
export interface Proof {
  readonly proofGap: ProofGapKind;
  readonly foundAt: string;
  readonly accountId: string;
  readonly region: string;
  readonly bucket: string;
  readonly key: string;
  readonly delivered: string;
  readonly detail: string;
}

/** @param foundAt ms since the epoch */
export function proofOf({ kind, accountId, region, bucket, key, to, detail }: ProofGap, foundAt: number): Proof {
  return { proofGap: kind, foundAt: iso(foundAt), accountId, region, bucket, key, delivered: iso(to), detail };
}

export function isProofGapKind(value: unknown): value is ProofGapKind {
  return PROOF_GAP_KINDS.some((kind) => kind === value);
}

/** A record made from a row. */
export class DigestProof implements DigestRecord {
  readonly #row: JsonRow;

  constructor(row: JsonRow) {
    this.#row = row;
  }

  /** Each problem is reported once, however often it is found. */
  get id(): string {
    return `${this.kind} ${this.bucket}/${this.key}`;
  }
  get time(): number {
    return this.#row.time;
  }
  get accountId(): string {
    return this.#row.accountId;
  }
  get region(): string {
    return this.#row.region;
  }
  get kind(): ProofGapKind {
    const kind = this.#row.text('proofGap');
    if (!isProofGapKind(kind)) throw new Error(`${kind} is no kind of proof gap.`);
    return kind;
  }
  get bucket(): string {
    return this.#row.text('bucket') ?? '';
  }
  get key(): string {
    return this.#row.text('key') ?? '';
  }
  get delivered(): number {
    return parseTime(this.#row.text('delivered') ?? '');
  }
  get detail(): string {
    return this.#row.text('detail') ?? '';
  }
}

/** The S3 call that must have caused the problem: of the available kinds of action, it comes closest. */
export function changed({ kind, bucket, key, region }: DigestRecord): Action {
  const isGone = kind === 'object-missing' || kind === 'digest-removed';
  return {
    actionType: 'AWS_API_CALL',
    awsApiCallAction: {
      api: isGone ? 'DeleteObject' : 'PutObject',
      serviceName: 's3.amazonaws.com',
      callerType: 'Remote IP',
      affectedResources: { 'AWS::S3::Object': `arn:${awsPartition(region)}:s3:::${bucket}/${key}` },
    },
  };
}
