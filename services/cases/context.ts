import { AMAZON_SYSTEMS } from '#services/intel/amazon-ranges.ts';
import { isPublicAddress } from '#services/model/address.ts';
import type { FindingBody } from '#services/model/finding.ts';
import type { FindingFilter } from '#services/model/finding-filter.ts';
import { leaves, namesIn } from '#services/model/finding-values.ts';
import { number } from '#services/model/numbers.ts';
import { UNKNOWN_CALLER } from '#services/resources/access-key.ts';
import { UNKNOWN_CLUSTER } from '#services/resources/eks-cluster.ts';

export const CONTEXTS = ['resource', 'principal', 'remoteAddress'] as const;

/** Something that a finding may share with other findings of any account. */
export interface FindingContext {
  readonly by: (typeof CONTEXTS)[number];
  readonly values: readonly string[];
  /** The account in which the values have this meaning; undefined where they mean the same in every account. */
  readonly accountId?: string;
  /** Keeps the findings that share any of the values, and this one. */
  readonly filter: FindingFilter;
  /** Why others may have little to do with it, or may be missing: a sentence each. */
  readonly remarks: readonly string[];
}

/** What a finding may share with others. Things that the finding does not name are left out. */
export function contextOf(finding: FindingBody): readonly FindingContext[] {
  return [...byResource(finding), ...byPrincipal(finding), ...byRemoteAddress(finding)];
}

function byResource({ accountId, resource }: FindingBody): readonly FindingContext[] {
  const { id, s3BucketDetails = [] } = resource;
  if (id === UNKNOWN_CALLER || id.startsWith(UNKNOWN_CLUSTER)) return [];
  const isUnique = UNIQUE_ID.test(id) || s3BucketDetails.some(({ name }) => name === id);
  return [
    {
      by: 'resource',
      values: [id],
      filter: { resourceIds: [id], ...(!isUnique && { accountIds: [accountId] }) },
      ...(!isUnique && { accountId }),
      remarks: isUnique
        ? []
        : ['Only findings of the same account, because this name may mean something else in another account.'],
    },
  ];
}

/** Ids that AWS gives once: of accounts, keys, users, roles, and of what has a type before a dash; and ARNs. */
const UNIQUE_ID = /^(?:[0-9]{12}|A(?:KIA|SIA|IDA|ROA)[0-9A-Z]+(?::.*)?|[a-z]+-[0-9a-f]{8,17}|arn:.*)$/s;

function byPrincipal(finding: FindingBody): readonly FindingContext[] {
  const values = namesIn(finding, 'principal');
  if (values.length === 0) return [];
  return [{ by: 'principal', values, filter: { principals: values }, remarks: [] }];
}

function byRemoteAddress(finding: FindingBody): readonly FindingContext[] {
  const all = namesIn(finding, 'remoteAddress');
  const values = all.filter(isPublicAddress);
  if (values.length === 0) return [];
  const { size = 0, values: kept = [] } = finding.service.evidence.remotes ?? {};
  const [system] = leaves(finding, ['service', 'action', '*', 'remoteIpDetails', 'organization', 'asn']).map(Number);
  return [
    {
      by: 'remoteAddress',
      values,
      filter: { remoteAddresses: values },
      remarks: [
        ...(size > kept.length ? [`It has ${number(size)} remote ends, of which ${kept.length} are stored.`] : []),
        ...(values.length < all.length
          ? ['Addresses that are not public are left out: they are another host in each network.']
          : []),
        ...(system !== undefined && AMAZON_SYSTEMS.has(system)
          ? [
              'The remote end of the latest event is in Amazon’s network, which services and many customers of AWS share.',
            ]
          : []),
      ],
    },
  ];
}
