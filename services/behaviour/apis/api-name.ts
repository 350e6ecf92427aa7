export interface ApiName {
  /** As the event source names it, without `.amazonaws.com`. */
  readonly service: string;
  readonly operation: string;
  /** What the parameters say beyond the name. */
  readonly flavour: string | undefined;
}

const GRAMMAR = /^([a-z0-9.-]+):([A-Za-z0-9]+)(?:\[([A-Za-z]+)\])?$/;

/** Reads `service:Operation` and `service:Operation[flavour]`; undefined for other texts. */
export function parseApiName(text: string): ApiName | undefined {
  const [, service, operation, flavour] = GRAMMAR.exec(text) ?? [];
  return service === undefined || operation === undefined ? undefined : { service, operation, flavour };
}
