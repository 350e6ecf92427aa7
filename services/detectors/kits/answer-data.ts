import type { DnsQueryRecord } from '#services/sources/dns-query/record.ts';
import { splitName } from './domain-name.ts';
import { encodedPart } from './encoded.ts';

type Answer = DnsQueryRecord['answers'][number];

/** The number of characters of encoded data in the fullest answer. Records of every type can carry data. */
export function dataInAnswers({ query_name, answers }: Pick<DnsQueryRecord, 'query_name' | 'answers'>): number {
  return answers.reduce((most, answer) => Math.max(most, dataIn(answer, query_name)), 0);
}

/**
 * The length of an ACME proof among the answers: a SHA-256 in base64url below `_acme-challenge`, which lets a host of
 * the zone have a certificate (RFC 8555). 0 where there is none.
 */
export function proofInAnswers({ query_name, answers }: Pick<DnsQueryRecord, 'query_name' | 'answers'>): number {
  return answers.some(({ Rdata }) => isProof(Rdata, query_name)) ? PROOF_LENGTH : 0;
}

function dataIn({ Type, Rdata }: Answer, asked: string): number {
  const type = TYPES_BY_NUMBER.get(Type) ?? Type;
  if (ADDRESSES_AND_RULES.has(type) || KEYS_AND_HASHES.has(type)) return 0;
  if (KEYS_OF_SERVICES.has(type) && isUnderscored(asked)) return 0;
  if (TEXTS.has(type)) return dataInText(Rdata, asked);
  return NAMES.has(type) ? dataInName(Rdata, asked) : dataInBytes(Rdata);
}

/**
 * Counts the longest run without separators, over all strings of the text: sentences have blanks, lists of settings
 * have commas. Records of mail and verification begin with `tag=` and count as no data.
 */
function dataInText(text: string, asked: string): number {
  if (isProof(text, asked)) return 0;
  const whole = text.replace(/"\s+"/g, '').replace(/^"|"$/g, '');
  if (/^\w{1,30}=/.test(whole) && (isUnderscored(asked) || isApex(asked))) return 0;
  const longest = whole.split(/[\s,;|=]+/).reduce((best, run) => (run.length > best.length ? run : best), '');
  return longest.length >= 100 ? longest.length : encodedPart(longest.toLowerCase()).length;
}

function isProof(text: string, asked: string): boolean {
  return (
    asked.startsWith('_acme-challenge.') &&
    /^"?[\w-]+"?$/.test(text) &&
    text.replaceAll('"', '').length === PROOF_LENGTH
  );
}

const PROOF_LENGTH = 43;

/** RFC 8552: a name with an underscored label describes something about another name. */
function isUnderscored(name: string): boolean {
  return name.startsWith('_') || name.includes('._');
}

function isApex(name: string): boolean {
  return splitName(name)?.labels.length === 0;
}

/**
 * Counts data in the answered name, which comes last. A name in another zone says where a service lives and is no data
 * of this one.
 */
function dataInName(rdata: string, asked: string): number {
  const name = rdata
    .slice(rdata.lastIndexOf(' ') + 1)
    .replace(/\.$/, '')
    .toLowerCase();
  const target = splitName(name);
  if (target === undefined || (target.isPublic && target.zone !== splitName(asked)?.zone)) return 0;
  // Where the zone is below no public suffix, the part taken for the zone may be data as well.
  const labels = target.isPublic ? target.labels : [...target.labels, ...target.zone.split('.')];
  return labels.reduce((sum, label) => sum + encodedPart(label).length, 0);
}

/** RFC 3597 writes `\# 383` and hexadecimal digits; other bytes are written as characters and `\ooo`. */
function dataInBytes(rdata: string): number {
  const hexadecimal = /^\\#\s+\d+\s+/.exec(rdata)?.[0];
  if (hexadecimal !== undefined) return rdata.length - hexadecimal.length;
  return rdata.replace(/\\\d{3}/g, '.').length;
}

const TEXTS: ReadonlySet<string> = new Set(['TXT', 'SPF']);
const NAMES: ReadonlySet<string> = new Set(['CNAME', 'DNAME', 'MX', 'SRV', 'PTR', 'NS', 'AFSDB', 'KX', 'RT']);
/** Types that hold addresses, places and rules instead of bytes; long values are lists and patterns. */
const ADDRESSES_AND_RULES: ReadonlySet<string> = new Set('A AAAA SOA LOC NAPTR URI CAA APL HTTPS SVCB'.split(' '));
/**
 * Keys, signatures and hashes of the zone itself, encoded for good reason ("DNS parameters" of IANA). KEY is not among
 * them: nothing has used it since RFC 3445, but tunnels do.
 */
const KEYS_AND_HASHES: ReadonlySet<string> = new Set(
  'RRSIG SIG DNSKEY DS CDS CDNSKEY DLV TA NSEC NSEC3 NSEC3PARAM SSHFP CERT IPSECKEY HIP DHCID ZONEMD TKEY TSIG'.split(
    ' ',
  ),
);
/** Keys of services and people, which are real only below a label with an underscore. */
const KEYS_OF_SERVICES: ReadonlySet<string> = new Set(['TLSA', 'SMIMEA', 'OPENPGPKEY']);
/** Resolvers write unknown types by number. */
const TYPES_BY_NUMBER: ReadonlyMap<string, string> = new Map(
  Object.entries({
    TYPE5: 'CNAME',
    TYPE12: 'PTR',
    TYPE15: 'MX',
    TYPE16: 'TXT',
    TYPE24: 'SIG',
    TYPE29: 'LOC',
    TYPE33: 'SRV',
    TYPE35: 'NAPTR',
    TYPE37: 'CERT',
    TYPE39: 'DNAME',
    TYPE43: 'DS',
    TYPE44: 'SSHFP',
    TYPE45: 'IPSECKEY',
    TYPE46: 'RRSIG',
    TYPE47: 'NSEC',
    TYPE48: 'DNSKEY',
    TYPE49: 'DHCID',
    TYPE50: 'NSEC3',
    TYPE51: 'NSEC3PARAM',
    TYPE52: 'TLSA',
    TYPE53: 'SMIMEA',
    TYPE55: 'HIP',
    TYPE59: 'CDS',
    TYPE60: 'CDNSKEY',
    TYPE61: 'OPENPGPKEY',
    TYPE63: 'ZONEMD',
    TYPE64: 'SVCB',
    TYPE65: 'HTTPS',
    TYPE256: 'URI',
    TYPE257: 'CAA',
    TYPE32769: 'DLV',
  }),
);
