import { broken, fine, look, type Check, type Verdict } from './check.ts';
import type { SeenMember } from './situation.ts';

/** The member role can be assumed in one account of each kind, and the Regions to be read are enabled there. */
export const roles: Check = {
  name: 'roles',
  async run(situation) {
    const { config } = situation;
    if (config.memberRole === undefined) return [];
    const members = await situation.members().catch(() => undefined);
    if (members === undefined) return [look('Not tried, because the organization is not known.')];
    return [...members.map((member) => roleVerdict(member)), ...regionVerdicts(members, config.regions)];
  },
};

function roleVerdict({ kind, probe: { accountId, refusal } }: SeenMember): Verdict {
  if (refusal === undefined) return fine(`${kind}, ${accountId}: the member role can be assumed.`);
  const alone =
    kind === 'The management account'
      ? ' A StackSet does not deploy to the management account: deploy the role there as a plain stack.'
      : '';
  return broken(`${kind}, ${accountId}: ${refusal.detail}${alone}`);
}

function regionVerdicts(members: readonly SeenMember[], wanted: readonly string[] | undefined): readonly Verdict[] {
  const asked = members.filter(({ probe }) => probe.refusal === undefined);
  if (wanted === undefined || asked.length === 0) return [];
  const enabled = new Set(asked.flatMap(({ probe }) => probe.regions.map(({ region }) => region)));
  return wanted
    .filter((region) => !enabled.has(region))
    .map((region) =>
      broken(`regions contains ${region}, which no examined account has enabled: nothing is read there.`),
    );
}
