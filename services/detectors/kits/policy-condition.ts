/** One line of a policy's Condition block. */
export interface Condition {
  readonly operator: string;
  readonly key: string;
  readonly values: readonly string[];
}

/**
 * Keys that tie a request to somebody or somewhere and that the caller cannot write ("AWS global condition context
 * keys", "Condition keys for Amazon S3"). Others, such as `aws:UserAgent`, `aws:Referer`, `aws:SecureTransport` or
 * `s3:prefix`, are anybody's to choose. Of these an anonymous request from the Internet has the address, and nothing else.
 */
const TYING = new Set(
  `aws:SourceIp aws:VpcSourceIp aws:SourceVpc aws:SourceVpce aws:SourceVpcArn aws:VpceAccount aws:VpceOrgID
  aws:VpceOrgPaths aws:SourceArn aws:SourceAccount aws:SourceOrgID aws:SourceOrgPaths aws:SourceOwner
  aws:SourceIdentity aws:PrincipalArn aws:PrincipalAccount aws:PrincipalOrgID aws:PrincipalOrgPaths
  aws:PrincipalType aws:PrincipalServiceName aws:PrincipalServiceNamesList aws:PrincipalIsAWSService
  aws:FederatedProvider aws:userid aws:username aws:CalledVia aws:CalledViaFirst aws:CalledViaLast
  aws:ViaAWSService aws:TokenIssueTime aws:MultiFactorAuthAge aws:MultiFactorAuthPresent
  aws:Ec2InstanceSourceVpc aws:Ec2InstanceSourcePrivateIPv4 s3:authType s3:signatureversion
  s3:DataAccessPointArn s3:DataAccessPointAccount s3:AccessPointNetworkOrigin`
    .toLowerCase()
    .split(/\s+/),
);

/** Whether anonymous callers can meet the condition of an Allow. Keys that are theirs to choose they can meet. */
export function admitsAnonymous({ operator, key, values }: Condition): boolean {
  if (!isTying(key)) return true;
  const { name, negated, optional } = parse(operator);
  if (isAddress(key)) return negated ? !values.some(isEverywhere) : name === 'null' || values.some(isEverywhere);
  if (name === 'null') return values.every((value) => value === 'true');
  // Without the key, a negated operator is true, and so is one that looks only if the key exists.
  if (negated || optional) return true;
  if (name === 'bool') return ALWAYS_FALSE.has(key.toLowerCase()) && values.every((value) => value === 'false');
  return values.some((value) => /^anonymous$/i.test(value)) && /^aws:(principaltype|userid)$/i.test(key);
}

/** Whether anonymous callers cannot help meeting the condition of a Deny. */
export function holdsForAnonymous({ operator, key, values }: Condition): boolean {
  if (!isTying(key)) return false;
  const { name, negated, optional } = parse(operator);
  // "Not from these addresses" holds for everyone else, which is nearly everyone.
  if (isAddress(key)) return negated ? !values.some(isEverywhere) : values.some(isEverywhere);
  if (name === 'null') return values.every((value) => value === 'true');
  if (name === 'bool')
    return values.every((value) => value === 'false') && (optional || ALWAYS_FALSE.has(key.toLowerCase()));
  return negated || optional;
}

/** Present in every request, and false in an anonymous one. */
const ALWAYS_FALSE = new Set(['aws:viaawsservice', 'aws:principalisawsservice']);

function isTying(key: string): boolean {
  return TYING.has(key.toLowerCase()) || /^aws:principaltag\//i.test(key);
}

function isAddress(key: string): boolean {
  return key.toLowerCase() === 'aws:sourceip';
}

/** `ForAllValues:` is true without the key, as `…IfExists` is; `ForAnyValue:` changes nothing here. */
function parse(operator: string): { name: string; negated: boolean; optional: boolean } {
  const text = operator.toLowerCase();
  const name = text.replace(/^for(all|any)values?:/, '').replace(/ifexists$/, '');
  return {
    name,
    negated: name.includes('not'),
    optional: text.endsWith('ifexists') || text.startsWith('forallvalues:'),
  };
}

/** `0.0.0.0/0`, `::/0`, and the halves of everything that are written to stand for it. */
function isEverywhere(range: string): boolean {
  return /\/[01]$/.test(range) || range === '*';
}
