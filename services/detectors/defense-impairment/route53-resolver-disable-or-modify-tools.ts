import { roleSession } from '#services/sources/cloudtrail/example.ts';
import { aboutPrincipal } from '../kits/principal.ts';
import { BY_CLOUDFORMATION, called, defineSignals, REFUSED } from '../kits/signals.ts';

export default defineSignals({
  type: 'DefenseImpairment:Route53Resolver/DisableOrModifyTools',
  title: 'Logging of DNS queries was taken away',
  why: 'Without the log nobody sees which names machines ask for, nor what they carry out in them.',
  asks: 'Was the configuration of a resolver query log deleted, or a network taken out of it?',
  attack: ['T1562.008'],
  signals: [
    {
      means: 'a query log was deleted, or a network taken out of one',
      severity: 'Medium',
      service: 'route53resolver',
      calls: ['DeleteResolverQueryLogConfig', 'DisassociateResolverQueryLogConfig'],
      did: ({ resolverQueryLogConfigId, resourceId }, { eventName }) => {
        const log = String(resolverQueryLogConfigId ?? '(not named)');
        return eventName.startsWith('Delete')
          ? `deleted query log ${log}`
          : `took ${String(resourceId ?? 'a network')} out of query log ${log}`;
      },
      deployed: true,
    },
  ],
  about: aboutPrincipal,

  asff: 'TTPs/Defense Evasion/DefenseImpairment:Route53Resolver-DisableOrModifyTools',
  blindTo: [
    'A query log whose bucket, log group or stream is taken away.',
    'Machines that are set to ask other resolvers.',
  ],
  falsePositives: ['Networks that are taken down, and query logs that are replaced by others.'],
  respond: [
    'Ask the caller whether the network was to lose its query log.',
    'If not, associate it again, and look at the traffic of the network meanwhile in its flow logs.',
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
      'a network is taken out': () =>
        called(
          'route53resolver',
          'DisassociateResolverQueryLogConfig',
          { ...LOG, resourceId: 'vpc-0123456789abcdef0' },
          { userIdentity: roleSession('eve', 'Network') },
        ),
    },
    quiet: {
      'it was refused': () => called('route53resolver', 'DeleteResolverQueryLogConfig', LOG, REFUSED),
      'a stack is taken down': () => called('route53resolver', 'DeleteResolverQueryLogConfig', LOG, BY_CLOUDFORMATION),
      'a network is added': () =>
        called('route53resolver', 'AssociateResolverQueryLogConfig', { ...LOG, resourceId: 'vpc-0123456789abcdef0' }),
    },
  },
});

const LOG = { resolverQueryLogConfigId: 'rqlc-0123456789abcdef' };
