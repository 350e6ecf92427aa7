import { library } from '#services/model/library.ts';
import type { Action } from '#services/model/action.ts';
import type { DnsQueryRecord } from './record.ts';

/** The query in the format of GuardDuty's `dnsRequestAction`. */
export function dnsRequest({ query_name, transport, firewall_rule_action }: DnsQueryRecord): Action {
  // Underscores are invalid in host names but common in queries (`_ldap._tcp…`). A name without a known suffix has no
  // registrable part.
  const domainWithSuffix = domainLibrary().getDomain(query_name, { validateHostname: false });
  return {
    actionType: 'DNS_REQUEST',
    dnsRequestAction: {
      domain: query_name,
      ...(domainWithSuffix !== null && { domainWithSuffix }),
      protocol: transport ?? 'UDP',
      blocked: firewall_rule_action === 'BLOCK',
    },
  };
}

const domainLibrary = library((require): typeof import('tldts') => require('tldts'));
