import type { LambdaDetails } from '#services/resources/lambda-function.ts';
import type { Seen } from '../seen.ts';
import { compact } from './compact.ts';

/** Facts about the functions of an account and Region, and about the function behind an interface. */
export class FunctionFacts {
  /** Functions that share an interface, by subnet and security groups. */
  readonly #sharers = new Map<string, Seen[]>();

  /** @returns facts about a function, under its name and its ARN */
  of(given: LambdaDetails): readonly Seen[] {
    const details = compact(given);
    const { functionArn, functionName, lastModifiedAt, vpcConfig } = details;
    const since = lastModifiedAt === undefined ? undefined : lastModifiedAt * 1000;
    const facts = [functionArn, functionName].flatMap((alias): readonly Seen[] =>
      alias === undefined ? [] : [{ member: 'lambdaDetails', alias, since, details }],
    );
    const groups = vpcConfig?.securityGroups?.map(({ groupId }) => groupId);
    for (const subnet of vpcConfig?.subnetIds ?? []) {
      const place = placeOf(subnet, groups);
      this.#sharers.set(place, [...(this.#sharers.get(place) ?? []), ...facts.slice(0, 1)]);
    }
    return facts;
  }

  /** Whether any function has interfaces. */
  get any(): boolean {
    return this.#sharers.size > 0;
  }

  /**
   * The function behind a Lambda interface, among the functions added so far. Functions with one subnet and the same
   * security groups share an interface ("Giving Lambda functions access to resources in an Amazon VPC"): for several
   * functions the fact holds only what they have in common, the network.
   */
  behind(
    interfaceId: string | undefined,
    subnet: string | undefined,
    groups: readonly (string | undefined)[] = [],
  ): readonly Seen[] {
    const sharers = this.#sharers.get(placeOf(subnet, groups)) ?? [];
    const [first, second] = sharers;
    if (interfaceId === undefined || first === undefined) return [];
    if (second === undefined) return [{ ...first, alias: interfaceId }];
    const dates = sharers.flatMap(({ since }) => since ?? []);
    const details = 'vpcConfig' in first.details ? { vpcConfig: first.details.vpcConfig } : {};
    return [{ ...first, alias: interfaceId, since: dates.length > 0 ? Math.max(...dates) : undefined, details }];
  }
}

function placeOf(subnet: string | undefined, groups: readonly (string | undefined)[] = []): string {
  return [subnet, ...groups.toSorted()].join(' ');
}
