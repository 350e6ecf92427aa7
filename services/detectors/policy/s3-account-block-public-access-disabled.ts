import { aboutAccount } from '../kits/access-key.ts';
import { blockPublicAccessDisabled } from '../kits/public-access-block.ts';

export default blockPublicAccessDisabled({
  name: 'Account',
  about: aboutAccount,
  of: (id) => `account ${id}`,
  why: 'The safety catch of the whole account: while it is on, no bucket can be opened to everyone.',
  asff: 'TTPs/Policy:S3-AccountBlockPublicAccessDisabled',
  blindTo: ['The settings of single buckets, which may still block (and have a finding type of their own).'],
  falsePositives: ['Accounts that are made for public web sites, as they are set up.'],
  respond: [
    'Ask the owner of the account whether any bucket is meant for the public; most can be served through CloudFront instead.',
    'If not, switch all four flags on again, and look for buckets whose policy, access control list or own setting was changed since.',
    'Deny s3:PutAccountPublicAccessBlock to everyone with a service control policy.',
  ],
  request: { accountId: '111122223333', host: ['111122223333.s3-control.us-east-1.amazonaws.com'] },
});
