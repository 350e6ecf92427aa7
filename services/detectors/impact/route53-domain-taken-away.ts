import { roleSession } from '#services/sources/cloudtrail/example.ts';
import type { CloudTrailRecord, Parameters } from '#services/sources/cloudtrail/record.ts';
import { listed, member, textOf } from '../kits/parameters.ts';
import { aboutChanged } from '../kits/principal.ts';
import { BY_CLOUDFORMATION, called, defineSignals, REFUSED } from '../kits/signals.ts';

export default defineSignals({
  type: 'Impact:Route53/DomainTakenAway',
  own: true,
  title: 'A domain is being transferred or redirected',
  why: 'Whoever controls a domain or its DNS gets its visitors, its mail and its certificates.',
  asks: 'Was the authorization code of a domain retrieved, its transfer lock removed, the domain transferred or deleted, or its name servers moved out of AWS?',
  attack: ['T1584.001', 'T1557'],
  signals: [
    {
      means: 'the authorization code of a domain was retrieved',
      severity: 'High',
      service: 'route53domains',
      calls: ['RetrieveDomainAuthCode'],
      did: (parameters) => `retrieved the authorization code of domain ${domainOf(parameters)}`,
      deployed: false,
    },
    {
      means: 'a domain was unlocked, transferred, deleted, or moved to other name servers',
      severity: 'Medium',
      service: 'route53domains',
      calls: [
        'DisableDomainTransferLock',
        'TransferDomainToAnotherAwsAccount',
        'DeleteDomain',
        'UpdateDomainNameservers',
      ],
      did: (parameters, { eventName }) => {
        if (eventName !== 'UpdateDomainNameservers') return `${DID[eventName]} domain ${domainOf(parameters)}`;
        return leavesAws(parameters) ? `moved domain ${domainOf(parameters)} to name servers outside AWS` : undefined;
      },
      deployed: false,
    },
  ],
  about: (record: CloudTrailRecord) => aboutChanged(domainOf(record.requestParameters ?? {}), record),
  acrossRegions: true,

  asff: 'Effects/Impact:Route53-DomainTakenAway',
  blindTo: [
    'Domains at other registrars.',
    'Hosted zones of strangers in Route 53: their name servers look like your own.',
  ],
  falsePositives: ['Domains that are moved on purpose.'],
  respond: [
    'Ask the owner of the domain whether it is meant to be moved.',
    'If not, lock it again (EnableDomainTransferLock), restore its name servers, and contact AWS Support at once.',
    'Look for certificates that were issued for it in the meantime.',
  ],
  references: [
    {
      title: 'Transferring a domain from Amazon Route 53 to another registrar',
      url: 'https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/domain-transfer-from-route-53.html',
    },
  ],
  examples: {
    fires: {
      'the authorization code': () =>
        called('route53domains', 'RetrieveDomainAuthCode', { domainName: 'corp.example' }),
      'the transfer lock, by a role': () => unlock({ userIdentity: roleSession() }),
      'the domain is transferred': () =>
        called('route53domains', 'TransferDomainToAnotherAwsAccount', {
          domainName: 'corp.example',
          accountId: '999988887777',
        }),
      'it is deleted': () => called('route53domains', 'DeleteDomain', { domainName: 'corp.example' }),
      'other name servers, through CloudFormation': () =>
        serve(['ns1.dns.example', 'ns2.dns.example'], BY_CLOUDFORMATION),
    },
    quiet: {
      'name servers of another zone in Route 53': () => serve(['ns-1.awsdns-01.com', 'ns-2.awsdns-02.co.uk']),
      'name servers that the record does not show': () => serve([]),
      'it is locked': () => called('route53domains', 'EnableDomainTransferLock', { domainName: 'corp.example' }),
      'it was refused': () => unlock(REFUSED),
      'the domain is described': () => called('route53domains', 'GetDomainDetail', { domainName: 'corp.example' }),
    },
  },
});

const DID: Readonly<Record<string, string>> = {
  DisableDomainTransferLock: 'unlocked',
  TransferDomainToAnotherAwsAccount: 'transferred',
  DeleteDomain: 'deleted',
};

function domainOf({ domainName }: Parameters): string {
  return textOf(domainName) ?? '(not named)';
}

function leavesAws({ nameservers }: Parameters): boolean {
  const names = listed(nameservers).flatMap((server) => textOf(member(server, 'name')) ?? textOf(server) ?? []);
  return names.length > 0 && !names.some((name) => /\.awsdns-\d+\./i.test(name));
}

function unlock(overrides = {}) {
  return called('route53domains', 'DisableDomainTransferLock', { domainName: 'corp.example' }, overrides);
}

function serve(names: readonly string[], overrides = {}) {
  const nameservers = names.map((name) => ({ name }));
  return called('route53domains', 'UpdateDomainNameservers', { domainName: 'corp.example', nameservers }, overrides);
}
