import { textOf } from '#services/reader/reference.ts';
import type { JsonRow } from '../json-row.ts';
import { isPlain } from '../plain.ts';
import { callOf } from './call.ts';
import { textsOf } from './caller.ts';
import type { EksAuditRecord, KubernetesUser } from './record.ts';

/** The event of a row; ill-typed members are absent. */
export class AuditEvent implements EksAuditRecord {
  readonly #row: JsonRow;

  constructor(row: JsonRow) {
    this.#row = row;
  }

  /** All stages of a request have the same id, so they count once. */
  get id(): string | undefined {
    return this.#row.text('auditID');
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
  get cluster(): string | undefined {
    return this.#row.text('cluster');
  }
  get call(): string {
    return callOf(this.verb, this.resource, this.subresource, this.requestURI);
  }
  get verb(): string {
    return this.#row.text('verb') ?? '';
  }
  get requestURI(): string {
    return this.#row.text('requestURI') ?? '';
  }
  get resource(): string | undefined {
    return this.#row.text('objectRef.resource');
  }
  get subresource(): string | undefined {
    return this.#row.text('objectRef.subresource');
  }
  get namespace(): string | undefined {
    return this.#row.text('objectRef.namespace');
  }
  get name(): string | undefined {
    return this.#row.text('objectRef.name');
  }
  get user(): KubernetesUser {
    return userOf(this.#row.value('user'));
  }
  get impersonatedUser(): KubernetesUser | undefined {
    const user = this.#row.value('impersonatedUser');
    return isPlain(user) ? userOf(user) : undefined;
  }
  get sourceIPs(): readonly string[] {
    return textsOf(this.#row.value('sourceIPs'));
  }
  get sourceIP(): string | undefined {
    return this.sourceIPs[0] || undefined;
  }
  get userAgent(): string | undefined {
    return this.#row.text('userAgent');
  }
  get allowedBy(): string | undefined {
    return textOf(this.#row.value('annotations'), ['authorization.k8s.io/reason']) || undefined;
  }
  get code(): number | undefined {
    const code = this.#row.text('responseStatus.code');
    return code !== undefined && /^\d{3}$/.test(code) ? Number(code) : undefined;
  }
  get requestObject(): unknown {
    return this.#row.value('requestObject');
  }
  get responseObject(): unknown {
    return this.#row.value('responseObject');
  }
}

function userOf(user: unknown): KubernetesUser {
  const { groups, extra } = isPlain(user) ? user : {};
  return {
    username: textOf(user, ['username']) || undefined,
    uid: textOf(user, ['uid']) || undefined,
    groups: textsOf(groups),
    extra: Object.fromEntries(
      Object.entries(isPlain(extra) ? extra : {}).map(([name, values]) => [name, textsOf(values)]),
    ),
  };
}
