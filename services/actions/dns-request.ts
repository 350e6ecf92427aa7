import { z } from 'zod';
import { defineActionKind } from '#services/model/action-kind.ts';
import { line } from '#services/model/asff.ts';
import type { Described } from '#services/model/resource-kind.ts';

const schema = z
  .object({
    domain: z.string(),
    domainWithSuffix: z.string().optional().describe('The registrable domain, by the public suffix list.'),
    protocol: z.string(),
    blocked: z.boolean(),
  })
  .describe('A DNS query.');

export type DnsRequestAction = Described<typeof schema>;

declare module '#services/model/action.ts' {
  interface ActionDetails {
    readonly dnsRequestAction: DnsRequestAction;
  }
  interface ActionTypes {
    readonly DNS_REQUEST: 'dnsRequestAction';
  }
}

export default defineActionKind({
  type: 'DNS_REQUEST',
  member: 'dnsRequestAction',
  schema,
  words: ({ domain, blocked }) => `a query for ${domain}${blocked ? ', blocked' : ''}`,
  remote: ({ domain }) => ({ domain }),
  asff: ({ domain, protocol, blocked }) => ({
    Domain: line(domain, 128),
    Protocol: line(protocol, 64),
    Blocked: blocked,
  }),
  ocsf: ({ domain }) => ({ query: { hostname: domain }, local: 'src_endpoint' }),
  rest: ({ domainWithSuffix }) => ({ domainWithSuffix }),
});
