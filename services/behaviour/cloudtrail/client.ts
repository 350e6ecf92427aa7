import { remembering } from '../remembering.ts';

/** Families of user agents: what people and programs call AWS with. The first that suits is taken. */
const FAMILIES: readonly (readonly [family: string, suits: RegExp])[] = [
  [
    'tool',
    /\b(Terraform|OpenTofu|Pulumi|Packer|Crossplane|kops|aws-cdk|AWSCDK|aws-sam-cli|cloudformation\.amazonaws\.com|CloudFormation|Ansible|eksctl|serverless)\b/i,
  ],
  ['console', /^(signin\.amazonaws\.com|console\.amazonaws\.com|AWS Internal|S3Console|.*\bconsole\.)/i],
  ['browser', /^Mozilla\//],
  ['cli', /^aws-cli\//],
  ['boto', /^(Boto3?|Botocore)\//i],
  ['go', /aws-sdk-go/],
  ['java', /aws-sdk-java|aws-internal/],
  ['javascript', /aws-sdk-(nodejs|js)/],
  ['net', /aws-sdk-dotnet/],
  ['php', /aws-sdk-php/],
  ['ruby', /aws-sdk-ruby/],
  ['rust', /aws-sdk-rust/],
  ['powershell', /PowerShell/i],
];

export function clientOf(userAgent: string | undefined): string | undefined {
  return userAgent === undefined ? undefined : familyOf(userAgent);
}

const familyOf = remembering((written) => {
  // S3 puts the user agents of its callers in brackets.
  const userAgent = written.replace(/^\[/, '');
  const [family] = FAMILIES.find(([, suits]) => suits.test(userAgent)) ?? [];
  // A user agent of no family is named by its first word, so that an unknown tool counts as new.
  return (
    family ??
    /^[A-Za-z][\w.-]{0,40}/
      .exec(userAgent)?.[0]
      .replace(/[_-]?[0-9a-f-]{8,}$/i, '')
      .toLowerCase() ??
    'other'
  );
});
