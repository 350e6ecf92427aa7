import { aboutAccount } from '../kits/access-key.ts';
import { blockPublicAccessDisabled } from '../kits/public-access-block.ts';

export default blockPublicAccessDisabled({
  name: 'Account',
  about: aboutAccount,
  of: (id) => `account ${id}`,
  why: 'Block Public Access of an account keeps every bucket in it from being opened to everyone.',
  asff: 'TTPs/Policy:S3-AccountBlockPublicAccessDisabled',
  blindTo: ['The settings of single buckets, which may still block access (and have a finding type of their own).'],
  falsePositives: ['Accounts for public web sites, while they are set up.'],
  respond: [
    'Ask the owner of the account whether any bucket is meant to be public; most can be served through CloudFront instead.',
    'If not, turn all four settings on again, and look for buckets whose policy, access control list or own settings were changed since.',
    'Use a service control policy to deny s3:PutAccountPublicAccessBlock to everyone.',
  ],
  request: { accountId: '111122223333', host: ['111122223333.s3-control.us-east-1.amazonaws.com'] },
});
