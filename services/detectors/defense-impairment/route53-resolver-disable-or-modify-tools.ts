import { roleSession } from '#services/sources/cloudtrail/example.ts';
import { aboutPrincipal } from '../kits/principal.ts';
import { BY_CLOUDFORMATION, called, defineSignals, REFUSED } from '../kits/signals.ts';

export default defineSignals({
  type: 'DefenseImpairment:Route53Resolver/DisableOrModifyTools',
  title: 'DNS query logging was disabled',
  why: 'Without the query log nobody sees which domains machines look up, or which data they smuggle out in DNS queries.',
  asks: 'Was a resolver query log configuration deleted, or a VPC disassociated from one?',
  attack: ['T1562.008'],
  signals: [
    {
      means: 'a query log was deleted, or a VPC was disassociated from one',
      severity: 'Medium',
      service: 'route53resolver',
      calls: ['DeleteResolverQueryLogConfig', 'DisassociateResolverQueryLogConfig'],
      did: ({ resolverQueryLogConfigId, resourceId }, { eventName }) => {
        const log = String(resolverQueryLogConfigId ?? '(not named)');
        return eventName.startsWith('Delete')
          ? `deleted query log ${log}`
          : `disassociated ${String(resourceId ?? 'a VPC')} from query log ${log}`;
      },
      deployed: true,
    },
  ],
  about: aboutPrincipal,

  asff: 'TTPs/Defense Evasion/DefenseImpairment:Route53Resolver-DisableOrModifyTools',
  blindTo: [
    'A query log whose bucket, log group or stream is removed.',
    'Machines that are configured to use other resolvers.',
  ],
  falsePositives: ['VPCs that are deleted, and query logs that are replaced.'],
  respond: [
    'Ask the caller whether the VPC was meant to lose its query log.',
    'If not, associate it again, and review the traffic of the VPC in its flow logs for that time.',
  ],
  references: [
    {
      title: 'Resolver query logging',
      url: 'https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/resolver-query-logs.html',
    },
  ],
  examples: {
    fires: {
      'a query log is deleted': () => called('route53resolver', 'DeleteResolverQueryLogConfig', LOG),
      'a VPC is disassociated': () =>
        called(
          'route53resolver',
          'DisassociateResolverQueryLogConfig',
          { ...LOG, resourceId: 'vpc-0123456789abcdef0' },
          { userIdentity: roleSession('eve', 'Network') },
        ),
    },
    quiet: {
      'it was refused': () => called('route53resolver', 'DeleteResolverQueryLogConfig', LOG, REFUSED),
      'a stack is deleted': () => called('route53resolver', 'DeleteResolverQueryLogConfig', LOG, BY_CLOUDFORMATION),
      'a VPC is associated': () =>
        called('route53resolver', 'AssociateResolverQueryLogConfig', { ...LOG, resourceId: 'vpc-0123456789abcdef0' }),
    },
  },
});

const LOG = { resolverQueryLogConfigId: 'rqlc-0123456789abcdef' };
