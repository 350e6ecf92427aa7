import { isFailure } from '#services/model/failure.ts';
import { counted } from '#services/model/numbers.ts';
import { sentenceOf } from '#services/model/sentence.ts';
import { broken, fine, look, type Check, type Verdict } from './check.ts';
import type { Situation } from './situation.ts';

/** There is an organization, and we are its delegated administrator. */
export const organization: Check = {
  name: 'organization',
  async run(situation) {
    const { config } = situation;
    if (config.memberRole === undefined)
      return [look('memberRole (VEDETTE_MEMBER_ROLE) is not set: vedette serve reads nothing from AWS.')];
    try {
      const { id, accounts } = await situation.organization();
      const asleep = accounts.filter(({ status }) => status !== 'ACTIVE').length;
      const said = `Organization ${id}: ${counted(accounts.length, 'account')}, of which ${asleep} are not active and are skipped.`;
      return [fine(said), ...(await units(situation))];
    } catch (cause) {
      return [broken(refusalOf(cause))];
    }
  },
};

function refusalOf(cause: unknown): string {
  if (isFailure(cause, 'missing'))
    return 'This account is in no organization: run Vedette in an account of your organization, or unset memberRole.';
  return sentenceOf(cause);
}

/** Organizational units that settings name must exist, or these settings apply to no account. */
async function units({ config, aws: open }: Situation): Promise<readonly Verdict[]> {
  const { ADMINISTRATOR } = await import('#services/aws/aws.ts');
  const { accountsBelow } = await import('#services/aws/organizational-units.ts');
  const verdicts: Verdict[] = [];
  for (const unit of Object.keys(config.settings.organizationalUnits))
    try {
      const below = await accountsBelow(await (await open()).client(ADMINISTRATOR), unit);
      verdicts.push(fine(`Settings of ${unit} apply to ${counted(below.size, 'account')}.`));
    } catch (cause) {
      verdicts.push(broken(`Settings of ${unit} apply to no new account: ${sentenceOf(cause)}`));
    }
  return verdicts;
}
